import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(11)
rng = np.random.default_rng(11)

# customers of a phone company
n = 1200
months = rng.integers(1, 72, n)
charge = rng.uniform(20, 110, n)
tickets = rng.poisson(1.5, n)
score = 0.6 * tickets + 0.015 * charge - 0.03 * months + rng.logistic(0, 1.3, n)
churn = (score > np.median(score)).astype(int)
final_invoice_sent = np.where(churn == 1, 1, 0)     # from the billing system
columns = {"months": months, "charge": charge, "tickets": tickets, "final_invoice": final_invoice_sent}

X = np.stack([np.asarray(v, "float32") for v in columns.values()], axis=1)
X = (X - X.mean(axis=0)) / X.std(axis=0)
train_ds = tf.data.Dataset.from_tensor_slices((X[:900], churn[:900])).shuffle(900, seed=1).batch(32)
val_ds = tf.data.Dataset.from_tensor_slices((X[900:], churn[900:])).batch(32)

model = tf.keras.Sequential([
    tf.keras.layers.Input((4,)),
    tf.keras.layers.Dense(16, activation="relu"),
    tf.keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", loss=tf.keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
model.fit(train_ds, validation_data=val_ds, epochs=15, verbose=2)
