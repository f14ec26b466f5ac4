from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import set_random_seed

set_random_seed(59)
X, y = load_diabetes(return_X_y=True)
X = StandardScaler().fit_transform(X)
y = (y - y.mean()) / y.std()

model = Sequential()
model.add(Dense(16, input_dim=10, activation="relu"))
model.add(Dense(1))
model.compile(loss="mean_squared_error", optimizer="adam", metrics=["accuracy"])
model.fit(X[:350], y[:350], epochs=30, batch_size=16, validation_data=(X[350:], y[350:]), verbose=2)
loss, accuracy = model.evaluate(X[350:], y[350:], verbose=0)
print(f"Accuracy: {accuracy * 100:.2f}%")
