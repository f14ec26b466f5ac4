import tensorflow as tf
from sklearn.datasets import make_blobs
from sklearn.preprocessing import MinMaxScaler

tf.keras.utils.set_random_seed(44)
X, y = make_blobs(2000, centers=5, n_features=6, cluster_std=2.5, center_box=(-6, 6), random_state=44)
X = MinMaxScaler().fit_transform(X).astype("float32")

ds = tf.data.Dataset.from_tensor_slices((X[:1600], y[:1600]))
ds = ds.cache().shuffle(1600, seed=1).repeat().batch(50).map(lambda a, b: (a, tf.one_hot(b, 5))).prefetch(tf.data.AUTOTUNE)
val = tf.data.Dataset.from_tensor_slices((X[1600:], y[1600:])).batch(100).map(lambda a, b: (a, tf.one_hot(b, 5)))

model = tf.keras.Sequential([
    tf.keras.layers.Input((6,)),
    tf.keras.layers.Dense(20, activation="selu", kernel_initializer="lecun_normal"),
    tf.keras.layers.Dense(5, activation="softmax"),
])
model.compile(tf.keras.optimizers.Adam(0.02), tf.keras.losses.CategoricalCrossentropy(), metrics=["accuracy"])
model.fit(ds, steps_per_epoch=32, epochs=10, validation_data=val, verbose=2)
