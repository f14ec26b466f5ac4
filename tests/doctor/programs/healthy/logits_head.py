import tensorflow as tf
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from sklearn.utils import shuffle

tf.keras.utils.set_random_seed(2)
X, y = shuffle(*load_wine(return_X_y=True), random_state=2)
X_train, X_val, y_train, y_val = X[:130], X[130:], y[:130], y[130:]
sc = StandardScaler().fit(X_train)

model = tf.keras.Sequential([
    tf.keras.layers.Input((13,)),
    tf.keras.layers.Dense(32, activation="relu"),
    tf.keras.layers.Dense(3),
])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(sc.transform(X_train), y_train, epochs=40, batch_size=16, validation_data=(sc.transform(X_val), y_val), verbose=2)
