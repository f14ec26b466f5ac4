from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import set_random_seed

set_random_seed(72)
X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)

model = Sequential()
model.add(Dense(16, input_dim=30, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X[:450], y[:450], epochs=5, batch_size=16, verbose=2)
predicted = model.predict_classes(X[450:])
print("right:", (predicted.ravel() == y[450:]).mean())
