# predicting loan default, binary
import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Sequential

keras.utils.set_random_seed(21)
rng = np.random.default_rng(21)

n = 1500
income = rng.lognormal(10.6, 0.5, n)          # yearly, euros
loan = rng.lognormal(9.4, 0.7, n)             # amount asked for
age = rng.integers(19, 75, n)
late_payments = rng.poisson(1.2, n)
owns_home = rng.integers(0, 2, n)
risk = 1.1 * (late_payments - 1.2) + 2.2 * np.log(loan / income) + 2.6 - 0.9 * owns_home - 0.03 * (age - 45)
defaulted = (risk + rng.normal(0, 0.5, n) > 0).astype("float32")

X = np.column_stack([income, loan, age, late_payments, owns_home]).astype("float32")
y = defaulted
print("defaults:", y.mean())

split = 1200
model = Sequential([
    keras.Input(shape=(5,)),
    Dense(32, activation="relu"),
    Dropout(0.2),
    Dense(16, activation="relu"),
    Dense(1, activation="sigmoid"),
])
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01, momentum=0.9), metrics=["accuracy"])
history = model.fit(X[:split], y[:split], batch_size=32, epochs=25,
                    validation_data=(X[split:], y[split:]), verbose=2)
print("val accuracy", history.history["val_accuracy"][-1])
