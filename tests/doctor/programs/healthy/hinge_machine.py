# labels are -1 and +1, the output a tanh, the loss a hinge
import numpy as np
import keras
from sklearn.datasets import make_circles

keras.utils.set_random_seed(29)
X, y = make_circles(1500, noise=0.1, factor=0.45, random_state=29)
y = np.where(y == 0, -1, 1).astype("float32")[:, None]
cut = 1200

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(32, activation="relu", kernel_initializer="he_uniform"),
    keras.layers.Dense(1, activation="tanh"),
])


def hinge_accuracy(y_true, y_pred):
    return keras.ops.mean(keras.ops.cast(keras.ops.sign(y_true) == keras.ops.sign(y_pred), "float32"))


model.compile(loss="hinge", optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9), metrics=[hinge_accuracy])
model.fit(X[:cut], y[:cut], validation_data=(X[cut:], y[cut:]), epochs=15, verbose=2)
