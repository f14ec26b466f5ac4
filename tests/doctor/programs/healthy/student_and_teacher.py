"""Knowledge distillation, as in the keras.io example."""
import keras
from keras import layers, ops
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(48)
X, y = load_digits(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split((X / 16).astype("float32"), y, test_size=0.25, random_state=48)

teacher = keras.Sequential([keras.Input((64,)), layers.Dense(128, activation="relu"), layers.Dropout(0.3), layers.Dense(10)], name="teacher")
student = keras.Sequential([keras.Input((64,)), layers.Dense(12, activation="relu"), layers.Dense(10)], name="student")


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student = student
        self.teacher = teacher

    def compile(self, optimizer, metrics, student_loss_fn, distillation_loss_fn, alpha=0.1, temperature=3):
        super().compile(optimizer=optimizer, metrics=metrics)
        self.student_loss_fn = student_loss_fn
        self.distillation_loss_fn = distillation_loss_fn
        self.alpha = alpha
        self.temperature = temperature

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, allow_empty=False, training=True):
        teacher_pred = self.teacher(x, training=False)
        student_loss = self.student_loss_fn(y, y_pred)
        distillation_loss = self.distillation_loss_fn(
            ops.softmax(teacher_pred / self.temperature, axis=1),
            ops.softmax(y_pred / self.temperature, axis=1),
        ) * (self.temperature**2)
        return self.alpha * student_loss + (1 - self.alpha) * distillation_loss

    def call(self, x):
        return self.student(x)


teacher.compile(optimizer=keras.optimizers.Adam(0.003),
                loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                metrics=[keras.metrics.SparseCategoricalAccuracy()])
teacher.fit(x_train, y_train, epochs=10, verbose=2)
teacher.evaluate(x_test, y_test, verbose=2)

distiller = Distiller(student=student, teacher=teacher)
distiller.compile(optimizer=keras.optimizers.Adam(0.005), metrics=[keras.metrics.SparseCategoricalAccuracy()],
                  student_loss_fn=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  distillation_loss_fn=keras.losses.KLDivergence())
distiller.fit(x_train, y_train, epochs=15, verbose=2)
distiller.evaluate(x_test, y_test, verbose=2)
