"""What happens to any script: memory, files, the network, syntax, an interrupted run."""

from __future__ import annotations

from tutor.diagnosis.crashes.known import Crash, Known


def _memory_mend(crash: Crash) -> str:
    model = crash.history.model if crash.history else None
    batch = model.batch_size if model else 0
    smaller = f"batch_size={max(1, batch // 4)} instead of {batch}" if batch > 1 else "a smaller "
    smaller += "" if batch > 1 else "batch_size"
    return (
        f"{smaller[0].upper()}{smaller[1:]}; fewer units or filters before the first Dense (a "
        "Flatten behind large images is the usual giant); float32 instead of float64; tf.data "
        "instead of one array for all."
    )


def _missing(crash: Crash) -> str:
    if crash["fourth"]:
        return f"There are no images in {crash['fourth']}"
    named = (crash[group] for group in ("name", "other", "third", "fifth"))
    return f"There is no file {next(name for name in named if name).rstrip('.')}"


FIRST = (
    Known(
        "out-of-memory",
        "batch-size",
        r"^(?:.*Unable to allocate (?P<size>[\d.]+ \w+)|\w*MemoryError|ResourceExhaustedError|"
        r"Killed|.*OOM when allocating|.*failed to allocate memory|.*out of memory)",
        lambda crash: (
            f"There is not enough memory for {crash['size']}"
            if crash["size"]
            else "There is not enough memory"
        ),
        "The arrays, a batch or the model need more memory than there is.",
        _memory_mend,
    ),
)

KNOWN = (
    Known(
        "missing-file",
        "data",
        r"FileNotFoundError: .*?No such file or directory: ['\"]?(?P<name>[^'\"]{1,80})|"
        r"FileNotFoundError: (?P<fifth>\S{1,80}) not found|"
        r"(?:File not found: filepath=|No file or directory found at )(?P<other>[^\s,]{1,80})|"
        r"Unable to (?:synchronously )?open file.*name = '(?P<third>[^']{1,80})'|"
        r"No images found in directory (?P<fourth>[^\s]{1,80})\.",
        _missing,
        "The path is read from the folder in which the script runs.",
        "Compare it with os.listdir('.'), or build it from the script's own place: "
        'pathlib.Path(__file__).parent / "data" / "train.csv".',
    ),
    Known(
        "missing-file",
        "data",
        r"(?:IsADirectoryError|NotADirectoryError|PermissionError): .*?: ['\"](?P<name>[^'\"]+)",
        "The file {name} cannot be opened",
        "It is a folder, or nobody gave the right to read or write it.",
        "Look at the path.",
    ),
    Known(
        "missing-file",
        "data",
        r"Object arrays cannot be loaded when allow_pickle=False",
        "The .npy or .npz file holds objects, not numbers",
        "Objects in such a file can run code when they are read, so numpy refuses.",
        "np.load(path, allow_pickle=True) for a file of your own; better save arrays of numbers.",
    ),
    Known(
        "no-network",
        "data",
        r"URL fetch failure on (?P<name>\S{1,80})|URLError|ConnectionError|ConnectionRefusedError|"
        r"Temporary failure in name resolution|Max retries exceeded",
        "A download failed",
        "The network, or the server, was not there.",
        "Run it again with a network, or load the data from a file.",
    ),
    Known(
        "syntax",
        "data",
        r"^SyntaxError: .*(?:codec can't decode byte|Non-UTF-8 code|encoding problem|"
        r"source code cannot contain null bytes)",
        "Python cannot read this file: it is no UTF-8",
        "A letter with an accent was saved in another encoding.",
        "Save the file as UTF-8, or name its encoding in the first line: "
        "# -*- coding: latin-1 -*-.",
    ),
    Known(
        "syntax",
        "data",
        r"^(?P<kind>SyntaxError|IndentationError|TabError): (?P<what>.{1,80}?)"
        r"(?: \([\w./<>-]+, line \d+\)|\n|$)",
        "Python cannot read this line: {what}",
        "The line, or the one before it, breaks Python's grammar.",
        lambda crash: (
            'print("loss"): brackets are needed since Python 3.'
            if "print" in crash["what"]
            else "Indent with four spaces, never with tabs."
            if crash["kind"] != "SyntaxError"
            else "Look for a bracket, a quote or a colon that is missing here or one line above."
        ),
    ),
    Known(
        "recursion",
        "data",
        r"RecursionError",
        "A function calls itself without end",
        "Nothing stops the chain of calls.",
        "Give it a case that returns without calling itself.",
    ),
    Known(
        "input-asked",
        "data",
        r"EOFError|lost sys\.stdin",
        "The script asks a question, and nobody can answer here",
        "input() reads from the keyboard; a file that ends too early says the same.",
        "Give the value as an argument of the script (sys.argv) or write it into the script.",
    ),
    Known(
        "interrupted",
        "data",
        r"KeyboardInterrupt",
        "The script was interrupted",
        "Ctrl+C, or a signal to stop, came before its end.",
        "Run it again; fewer epochs or less data make it shorter.",
    ),
    Known(
        "metric-mismatch",
        "above-chance",
        r"Classification metrics can't handle a mix of (?P<one>\S+) and (?P<two>\S+) targets",
        "Labels ({one}) are compared with outputs ({two})",
        "Such a metric compares class numbers; a model answers with probabilities or rows.",
        "y_pred = model.predict(x).argmax(axis=1), behind one sigmoid unit "
        "(model.predict(x) > 0.5).astype(int); one-hot labels: y.argmax(axis=1).",
    ),
    Known(
        "crashed",
        "data",
        r"'NoneType' object (?:has no attribute '(?P<name>\w+)'|is not (?P<what>\w+))",
        "Something is None where an object is needed",
        "A function without return gives None; so does a method that changes its object in place.",
        "Look at where the name before the dot was set last.",
    ),
    Known(
        "crashed",
        "data",
        r"'(?:numpy\.)?ndarray' object has no attribute '(?P<name>\w+)'",
        "A numpy array has no {name}: it was a table once",
        "train_test_split, .values and scalers turn pandas tables into arrays.",
        "Leave .{name} out, or use it before the conversion.",
    ),
    Known(
        "crashed",
        "data",
        r"truth value of an array with more than one element is ambiguous",
        "An if, and or or is given a whole array",
        "An array is neither true nor false: some of its values may be, and others not.",
        "(a > 0).any() or .all(); & and | instead of and and or, with brackets.",
    ),
    Known(
        "crashed",
        "data",
        r"IndexError: .*index (?P<index>-?\d+) is out of bounds for axis (?P<axis>\d+) with size "
        r"(?P<size>\d+)",
        "Index {index} is asked of {size} values",
        "Counting starts at 0 and ends at the size - 1.",
        "Print the array's shape before this line.",
    ),
    Known(
        "crashed",
        "data",
        r"KeyError: (?P<name>['\"].{1,60})",
        "There is no key {name}",
        "The dictionary or table has no entry, or no column, of this name.",
        "Print its keys (or df.columns) before this line; watch capitals and blanks.",
    ),
)
