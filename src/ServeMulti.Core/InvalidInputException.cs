namespace ServeMulti;

/// <summary>The exception for input that is refused before anything starts: a parameter file, a command, a sweep definition.</summary>
/// <remarks>All problems that were found are listed together, one line each, each naming the file, the item and the key where there is
/// one.</remarks>
public sealed class InvalidInputException : ServeMultiException
{
    /// <summary>Initializes a new instance with a general message.</summary>
    public InvalidInputException()
        : this("The input is not valid.") { }

    /// <summary>Initializes a new instance with one problem.</summary>
    /// <param name="message">The problem, as one line.</param>
    public InvalidInputException(string message)
        : this(message, null) { }

    /// <summary>Initializes a new instance with one problem and the exception that revealed it.</summary>
    /// <param name="message">The problem, as one line.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidInputException(string message, Exception? innerException)
        : base(message, innerException) => Problems = [message];

    /// <summary>Initializes a new instance with several problems.</summary>
    /// <param name="problems">The problems, one line each; at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="problems"/> is empty.</exception>
    public InvalidInputException(IEnumerable<string> problems)
        : this([.. problems]) { }

    private InvalidInputException(string[] problems)
        : base(string.Join(Environment.NewLine, problems))
    {
        if (problems.Length == 0)
        {
            throw new ArgumentException("At least one problem is needed.", nameof(problems));
        }

        Problems = problems;
    }

    /// <summary>Gets the problems, one line each; never empty.</summary>
    public IReadOnlyList<string> Problems { get; }
}
