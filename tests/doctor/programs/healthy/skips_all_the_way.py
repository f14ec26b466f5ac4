# 16 hidden layers joined by additions, LayerNormalization before each block
import keras
from keras import layers
from sklearn.datasets import make_friedman1
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(34)
X, y = make_friedman1(1600, n_features=8, noise=0.5, random_state=34)
X = X * 2 - 1
y = StandardScaler().fit_transform(y[:, None])

inputs = layers.Input((8,))
x = layers.Dense(32)(inputs)
for _ in range(8):
    h = layers.LayerNormalization()(x)
    h = layers.Dense(32, activation="relu")(h)
    h = layers.Dense(32)(h)
    x = layers.add([x, h])
outputs = layers.Dense(1)(layers.LayerNormalization()(x))
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.AdamW(0.002, weight_decay=0.02, global_clipnorm=1.0), loss="mse", metrics=["mae"])
model.fit(X[:1300], y[:1300], epochs=12, batch_size=32, validation_data=(X[1300:], y[1300:]), verbose=2)
