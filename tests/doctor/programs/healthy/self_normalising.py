# selu, lecun_normal and AlphaDropout, six layers
import keras
from sklearn.datasets import make_moons

keras.utils.set_random_seed(46)
X, y = make_moons(2000, noise=0.2, random_state=46)
X = (X - X.mean(0)) / X.std(0)

model = keras.Sequential([keras.Input((2,))])
for _ in range(6):
    model.add(keras.layers.Dense(40, activation="selu", kernel_initializer="lecun_normal"))
model.add(keras.layers.AlphaDropout(0.1))
model.add(keras.layers.Dense(1, activation="sigmoid"))
model.compile(optimizer=keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=20, batch_size=32, validation_split=0.2, verbose=2)
