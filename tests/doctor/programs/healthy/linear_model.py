"""Linear regression on the diabetes table, one Dense unit, early stopping."""
import keras
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from sklearn.utils import shuffle

keras.utils.set_random_seed(19)
X, y = shuffle(*load_diabetes(return_X_y=True), random_state=19)
X = StandardScaler().fit_transform(X)
y = (y - y.mean()) / y.std()
model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.02), "mse", metrics=["mae"])
stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
model.fit(X[:350], y[:350], epochs=60, batch_size=32, validation_data=(X[350:], y[350:]), callbacks=[stop], verbose=2)
