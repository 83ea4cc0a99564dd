using System.Text;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Laws that hold for every reader.</summary>
internal static class Laws
{
    private const int LongestProblem = 4_000;

    public static void Hold(bool holds, string law)
    {
        if (!holds)
        {
            throw new BrokenLawException(law);
        }
    }

    public static void Same<T>(T expected, T actual, string law) =>
        Hold(EqualityComparer<T>.Default.Equals(expected, actual), $"{law}: expected {Show(expected)}, but was {Show(actual)}");

    public static void SameItems<T>(IEnumerable<T> expected, IEnumerable<T> actual, string law)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        Hold(left.SequenceEqual(right), $"{law}: expected {Show(string.Join(" | ", left))}, but was {Show(string.Join(" | ", right))}");
    }

    /// <summary>Reads something that may be refused as invalid input, each problem on one line.</summary>
    /// <returns>What came of it.</returns>
    public static string RefusesOrReads(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidInputException exception)
        {
            foreach (var problem in exception.Problems)
            {
                IsLine(problem);
            }

            return Kind(exception);
        }
    }

    /// <summary>Reads something that may be refused with an exception of one kind.</summary>
    /// <returns>What came of it.</returns>
    public static string ThrowsOrReads<TException>(Func<string> read)
        where TException : Exception
    {
        try
        {
            return read();
        }
        catch (TException exception)
        {
            return Kind(exception);
        }
    }

    /// <summary>A message for people stands on one line and is not as long as what it complains about.</summary>
    public static void IsLine(string message)
    {
        Hold(!string.IsNullOrWhiteSpace(message), "A problem says something");
        Hold(!message.AsSpan().ContainsAny('\n', '\r', '\0'), $"A problem stands on one line: {Show(message)}");
        Hold(
            message.Length <= LongestProblem,
            $"A problem is short, whatever it complains about; this one has {message.Length} characters"
        );
    }

    // The same complaint about another word is nothing new.
    private static string Kind(Exception exception)
    {
        var text = exception.Message.AsSpan(0, Math.Min(exception.Message.Length, 300));
        var kind = new StringBuilder(exception.GetType().Name);
        var isQuoted = false;
        foreach (var c in text)
        {
            isQuoted ^= c is '\'' or '"';
            if (!isQuoted && char.IsAsciiLetter(c))
            {
                kind.Append(c);
            }
        }

        return kind.ToString();
    }

    private static string Show<T>(T value) =>
        FuzzText.ToLiteral(value?.ToString() is { } text ? text[..Math.Min(text.Length, 500)] : "null");
}
