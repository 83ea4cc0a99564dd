using ServeMulti.Files;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Cli.Plotting;

/// <summary>Tells an output that was badly chosen from one that could not be written: the first is invalid input.</summary>
internal static class Refusal
{
    /// <exception cref="InvalidInputException">The output is refused; what is there is as it was.</exception>
    public static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (FigureExportException exception) when (exception.InnerException is OutputRefusedException)
        {
            throw new InvalidInputException(exception.Message, exception);
        }
    }
}
