from sklearn.datasets import load_iris
from sklearn.utils import shuffle
from tensorflow.keras import Sequential, Input
from tensorflow.keras.layers import Dense
from tensorflow.keras.utils import to_categorical, set_random_seed

set_random_seed(21)
iris = load_iris()
X, y = shuffle(iris.data, iris.target, random_state=21)
Y = to_categorical(y)

# lengths in cm (0.1 to 7.9): small enough to leave alone
model = Sequential([Input((4,)), Dense(10, activation='relu'), Dense(10, activation='relu'), Dense(3, activation='softmax')])
model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
hist = model.fit(X, Y, epochs=40, batch_size=5, validation_split=0.2, verbose=0)
print("train %.3f  validation %.3f" % (hist.history['accuracy'][-1], hist.history['val_accuracy'][-1]))
