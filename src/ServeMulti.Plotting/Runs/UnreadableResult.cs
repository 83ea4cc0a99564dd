using System.Text.Json;

namespace ServeMulti.Plotting.Runs;

/// <summary>Distinguishes exceptions that a damaged or unreadable file causes from defects.</summary>
internal static class UnreadableResult
{
    public static bool IsMeantBy(Exception exception) =>
        exception
            is IOException
                or UnauthorizedAccessException
                or JsonException
                or FormatException
                or InvalidOperationException
                or KeyNotFoundException
                or InvalidInputException
                or ArgumentException;
}
