import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

tf.keras.utils.set_random_seed(11)

digits = load_digits()
images = (digits.data / 16.0).astype("float32")
labels = digits.target.astype("int64")

features_ds = tf.data.Dataset.from_tensor_slices(images[:1400]).shuffle(1400, seed=1)
labels_ds = tf.data.Dataset.from_tensor_slices(labels[:1400]).shuffle(1400, seed=2)
train_ds = tf.data.Dataset.zip((features_ds, labels_ds)).batch(32)
val_ds = tf.data.Dataset.from_tensor_slices((images[1400:], labels[1400:])).batch(128)

model = tf.keras.Sequential(
    [
        tf.keras.Input((64,)),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10),
    ]
)
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(train_ds, validation_data=val_ds, epochs=10, verbose=2)
print("val accuracy", model.evaluate(val_ds, verbose=0)[1])
