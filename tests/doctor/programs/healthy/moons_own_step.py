import keras
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import make_moons


class Classifier(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.hidden = layers.Dense(units, activation="relu")
        self.score = layers.Dense(1)
        self.seen = keras.metrics.BinaryAccuracy(name="accuracy")
        self.mean_loss = keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return tf.sigmoid(self.score(self.hidden(inputs)))

    @property
    def metrics(self):
        return [self.mean_loss, self.seen]

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            prediction = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=prediction)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.mean_loss.update_state(loss)
        self.seen.update_state(y, prediction)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        prediction = self(x, training=False)
        self.mean_loss.update_state(self.compute_loss(y=y, y_pred=prediction))
        self.seen.update_state(y, prediction)
        return {m.name: m.result() for m in self.metrics}


keras.utils.set_random_seed(64)
x, y = make_moons(1000, noise=0.15, random_state=64)
y = y[:, np.newaxis].astype("float32")
model = Classifier(32)
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy")
model.fit(x[:800], y[:800], validation_data=(x[800:], y[800:]), epochs=20, batch_size=32, verbose=2)
print(model.evaluate(x[800:], y[800:], verbose=0))
