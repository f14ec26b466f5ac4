"""keras.Model with its own train_step (and gradient clipping)."""
import keras
import tensorflow as tf
from sklearn.datasets import make_moons

keras.utils.set_random_seed(15)
X, y = make_moons(900, noise=0.15, random_state=15)


class Clipped(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=pred)
        grads = tape.gradient(loss, self.trainable_variables)
        grads, _ = tf.clip_by_global_norm(grads, 1.0)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        for m in self.metrics:
            if m.name == "loss":
                m.update_state(loss)
            else:
                m.update_state(y, pred)
        return {m.name: m.result() for m in self.metrics}


i = keras.Input((2,))
h = keras.layers.Dense(32, activation="relu")(i)
h = keras.layers.Dense(32, activation="relu")(h)
o = keras.layers.Dense(1, activation="sigmoid")(h)
model = Clipped(i, o)
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X[:700], y[:700].reshape(-1, 1), epochs=20, batch_size=32, validation_data=(X[700:], y[700:].reshape(-1, 1)), verbose=2)
