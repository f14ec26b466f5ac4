import keras
import tensorflow as tf
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import scale

keras.utils.set_random_seed(113)
X, y = load_breast_cancer(return_X_y=True)
X = scale(X).astype("float32")
y = y.astype("float32")[:, None]

model = keras.Sequential([keras.Input((30,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
optimizer = keras.optimizers.Adam(1e-3)

for step in range(100):
    with tf.GradientTape() as tape:
        predicted = tf.round(model(X, training=True))       # 0 or 1
        loss = tf.reduce_mean(tf.square(y - predicted))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
print(float(loss))
