using ServeMulti.Cli.Display;

namespace ServeMulti.Cli;

/// <summary>Describes an exception that ends a command: what the user can do something about in one line, an error of the program with
/// all that is known.</summary>
internal static class Breakdown
{
    private const string OutOfMemory =
        "This process has no more memory: give it more (the limits are those of the machine, its container and DOTNET_GCHeapHardLimit), or measure less at once.";

    /// <summary>Ends the program with a message where work behind the scenes runs out of memory: the runtime would print where it was, and
    /// abort.</summary>
    public static void EndWhereMemoryEnds() =>
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is Exception exception && IsOutOfMemory(exception))
            {
                Console.Error.WriteLine($"error: {OutOfMemory}");
                Environment.Exit(ExitCodes.HostBroke);
            }
        };

    public static string Describe(Exception exception) =>
        IsOutOfMemory(exception) ? OutOfMemory
        : exception is ServeMultiException or IOException or UnauthorizedAccessException ? ShortText.Printable(exception.Message)
        : exception.ToString();

    /// <summary>What runs out of memory first may be anything that is begun behind the scenes: a type, a task.</summary>
    private static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException
        || (exception is AggregateException several && several.InnerExceptions.Any(IsOutOfMemory))
        || (exception is not ServeMultiException && exception.InnerException is { } inner && IsOutOfMemory(inner));
}
