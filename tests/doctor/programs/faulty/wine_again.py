import keras
import tensorflow as tf
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(37)
X, y = load_wine(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=2)
s = StandardScaler()
train = tf.data.Dataset.from_tensor_slices((s.fit_transform(X_tr), y_tr)).shuffle(200, seed=0).batch(16)
test = tf.data.Dataset.from_tensor_slices((s.transform(X_te), y_te)).batch(16)

model = keras.Sequential([
    keras.layers.Input((13,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(keras.optimizers.Adam(learning_rate=1e-6), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, validation_data=test, epochs=40, verbose=2)
