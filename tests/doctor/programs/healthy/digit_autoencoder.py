import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(14)
x = (load_digits().data / 16.0).astype("float32")
x_train, x_test = x[:1500], x[1500:]

encoding_dim = 16
input_img = keras.Input(shape=(64,))
encoded = layers.Dense(encoding_dim, activation="relu")(input_img)
decoded = layers.Dense(64, activation="sigmoid")(encoded)
autoencoder = keras.Model(input_img, decoded)
autoencoder.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy")
autoencoder.fit(x_train, x_train, epochs=30, batch_size=64, shuffle=True, validation_data=(x_test, x_test), verbose=2)
