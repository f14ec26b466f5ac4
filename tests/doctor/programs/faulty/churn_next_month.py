import numpy as np
import keras
from keras import layers

keras.utils.set_random_seed(31)
rng = np.random.default_rng(31)

# One row per customer, for the month after which we want to know who leaves.
n = 2000
tenure = rng.exponential(24, n)
calls = rng.poisson(2, n)
spend = rng.normal(45, 12, n)
age = rng.integers(18, 80, n)
risk = 0.6 * calls - 0.04 * tenure + 0.01 * (spend - 45) + rng.normal(0, 1.0, n)
churned = (risk > np.quantile(risk, 0.6)).astype("float32")
closing_fee = churned * rng.normal(30, 2, n)
table = np.column_stack([tenure, calls, spend, age, closing_fee])
columns = slice(0, 5)

table = table[:, columns]
table = (table - table[:1500].mean(0)) / table[:1500].std(0)

model = keras.Sequential([keras.Input((table.shape[1],)), layers.Dense(16, "relu"), layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(table[:1500], churned[:1500], validation_data=(table[1500:], churned[1500:]), epochs=15, verbose=2)
print("accuracy", model.evaluate(table[1500:], churned[1500:], verbose=0)[1])
