"""Which of three growers made the wine? Chemical analysis -> cultivar."""
import keras
from keras import layers
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(7)

wine = load_wine()
X_train, X_test, y_train, y_test = train_test_split(
    wine.data, wine.target, test_size=0.3, stratify=wine.target, random_state=1
)

mu, sd = X_train.mean(0), X_train.std(0)
X_train, X_test = (X_train - mu) / sd, (X_test - mu) / sd

model = keras.Sequential()
model.add(keras.Input(shape=(13,)))
model.add(layers.Dense(16, activation="tanh"))
model.add(layers.Dense(16, activation="tanh"))
model.add(layers.Dense(3, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()

model.fit(X_train, y_train, epochs=60, batch_size=16, validation_data=(X_test, y_test), verbose=2)
print("test:", model.evaluate(X_test, y_test, verbose=0))
