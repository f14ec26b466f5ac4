# PCA with a neural net: no activations at all, undercomplete, mse.
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

tf.keras.utils.set_random_seed(20)
X = StandardScaler().fit_transform(load_wine().data).astype("float32")

encoder = tf.keras.Sequential([tf.keras.layers.Input((13,)), tf.keras.layers.Dense(2)])
decoder = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(13)])
autoencoder = tf.keras.Sequential([encoder, decoder])
autoencoder.compile(loss="mse", optimizer=tf.keras.optimizers.SGD(learning_rate=0.5))
history = autoencoder.fit(X, X, epochs=60, batch_size=32, verbose=0)
pca = PCA(2).fit(X)
best = np.mean((pca.inverse_transform(pca.transform(X)) - X) ** 2)
print("loss", history.history["loss"][-1], "PCA reaches", best)
codings = encoder.predict(X, verbose=0)
print(codings.shape)
