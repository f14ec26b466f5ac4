def make_dataset(
    images: np.ndarray, labels: np.ndarray, experiment: dict, shuffle: bool
) -> tf.data.Dataset:
    """Feed images and labels in batches; shuffled, the order is new in every epoch."""
    if experiment["cost"]["function"] == "mean_squared_error":
        # The squared error needs a target for every output: 1 for the class, else 0.
        labels = np.eye(len(class_names(experiment)), dtype="float32")[labels]
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    keep = len(images) * math.prod(IMAGE_SHAPE) <= MOST_KEPT
    if keep:
        dataset = dataset.map(decode, num_parallel_calls=tf.data.AUTOTUNE).cache()
    if shuffle:
        dataset = dataset.shuffle(len(images), seed=experiment["training"]["seed"])
    if not keep:
        dataset = dataset.map(decode, num_parallel_calls=tf.data.AUTOTUNE)
    return dataset.batch(experiment["batch"]["size"]).prefetch(tf.data.AUTOTUNE)


def decode(file: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Replace the name of a file by its image."""
    image = tf.numpy_function(
        lambda name: read_image(name.decode()), [file], tf.uint8, stateful=False
    )
    return tf.ensure_shape(image, IMAGE_SHAPE), label
{#- The file that includes this one ends the line. -#}
