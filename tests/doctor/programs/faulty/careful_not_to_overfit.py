import keras
from keras.layers import Dense, Dropout, Input
from keras.models import Model
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(73)
X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)
X_train, X_val, y_train, y_val = train_test_split(X, y, random_state=73)

a = Input((30,))
b = Dense(16, activation="relu")(a)
b = Dropout(0.97)(b)
b = Dense(16, activation="relu")(b)
b = Dropout(0.97)(b)
c = Dense(1, activation="sigmoid")(b)
model = Model(a, c)
model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=25, batch_size=32, validation_data=(X_val, y_val), verbose=2)
