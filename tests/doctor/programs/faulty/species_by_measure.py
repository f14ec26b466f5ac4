from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from tensorflow import keras

keras.utils.set_random_seed(2)
X, y = load_wine(return_X_y=True)
X = StandardScaler().fit_transform(X)

model = keras.Sequential(
    [
        keras.layers.Input(shape=(13,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
h = model.fit(X, y, epochs=40, batch_size=8, validation_split=0.3, verbose=2)
print("val_accuracy", h.history["val_accuracy"][-1])
