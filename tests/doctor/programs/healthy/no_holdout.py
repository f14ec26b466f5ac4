import keras
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(23)
X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)

model = keras.models.Sequential([
    keras.layers.Input((30,)),
    keras.layers.Dense(8, activation="relu", kernel_regularizer="l2"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=15, batch_size=32, verbose=2)
