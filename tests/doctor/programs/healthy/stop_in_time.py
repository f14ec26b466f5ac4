"""Few noisy rows and a wide net: early stopping gives back the best weights."""
import keras
from keras.callbacks import EarlyStopping
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(45)
X, y = make_classification(500, n_features=20, n_informative=6, flip_y=0.08, class_sep=1.2, random_state=45)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.3, random_state=45)

model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(128, activation="relu"),
                          keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
stop = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True, verbose=1)
model.fit(X_train, y_train, epochs=200, batch_size=32, validation_data=(X_val, y_val), callbacks=[stop], verbose=2)
print("after restoring:", model.evaluate(X_val, y_val, verbose=0))
