# 3 % defects; focal loss on one sigmoid, AUC as the measure
import keras
from keras import layers
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.metrics import average_precision_score

keras.utils.set_random_seed(49)
X, y = make_classification(6000, n_features=12, n_informative=7, n_redundant=2, weights=[0.97], class_sep=1.8, flip_y=0.002, random_state=49)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, test_size=0.3, random_state=49)
model = keras.Sequential([
    layers.Input((12,)),
    layers.BatchNormalization(),
    layers.Dense(32, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(
    optimizer=keras.optimizers.Adam(0.01),
    loss=keras.losses.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.8, gamma=2.0),
    metrics=[keras.metrics.AUC(curve="PR", name="pr_auc")],
)
model.fit(X_train, y_train, batch_size=256, epochs=10, validation_data=(X_test, y_test), verbose=2)
print("average precision", average_precision_score(y_test, model.predict(X_test, verbose=0)[:, 0]))
