"""Wine measurements as they come: the first layer is a BatchNormalization."""
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
import keras

keras.utils.set_random_seed(1)
data = load_wine()
xa, xb, ya, yb = train_test_split(data.data, data.target, test_size=36, random_state=4, stratify=data.target)

net = keras.Sequential(
    [
        keras.layers.Input(shape=(13,)),
        keras.layers.BatchNormalization(momentum=0.9),
        keras.layers.Dense(24, activation="relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
net.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = net.fit(xa, ya, epochs=40, batch_size=16, validation_data=(xb, yb), verbose=0)
print("last:", {k: round(v[-1], 3) for k, v in history.history.items()})
