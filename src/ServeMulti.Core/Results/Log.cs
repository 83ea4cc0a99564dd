using Microsoft.Extensions.Logging;

namespace ServeMulti.Results;

/// <summary>The log messages of results; their ids are stable, 300 to 399.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "{Path} cannot be used ({Reason}); it was set aside as {NewName}")]
    public static partial void FileSetAside(ILogger logger, string path, string reason, string newName);

    [LoggerMessage(310, LogLevel.Information, "{Path} cannot be used ({Reason}); it was set aside as {NewName}")]
    public static partial void NotedFileSetAside(ILogger logger, string path, string reason, string newName);

    [LoggerMessage(
        301,
        LogLevel.Warning,
        "The results of {Count} cases are of other commands, parameters or environment; they were moved to {Folder}"
    )]
    public static partial void StaleResultsMoved(ILogger logger, int count, string folder);

    [LoggerMessage(308, LogLevel.Information, "{Count} answers that were found under other rules were moved to {Folder}")]
    public static partial void AnswersMoved(ILogger logger, int count, string folder);

    [LoggerMessage(
        302,
        LogLevel.Information,
        "{Path} was brought in line with the run files: {Missing} lines made, {Invalid} lines left out"
    )]
    public static partial void JournalRepaired(ILogger logger, string path, int missing, int invalid);

    [LoggerMessage(
        303,
        LogLevel.Warning,
        "Parameter {Name} has the name of something that the benchmark measured, with another value; it is named {NewName} in results"
    )]
    public static partial void ParameterRenamed(ILogger logger, string name, string newName);

    [LoggerMessage(304, LogLevel.Warning, "{Path} cannot be written now; it is written again later")]
    public static partial void TableNotWritten(ILogger logger, string path, Exception exception);

    [LoggerMessage(305, LogLevel.Warning, "{Folder} could not be released; its lock ends with this process")]
    public static partial void ExperimentNotReleased(ILogger logger, string folder, Exception exception);

    [LoggerMessage(
        306,
        LogLevel.Warning,
        "{Folder} is what was made of a merge that broke off, and could not be removed; the next merge of that name removes it"
    )]
    public static partial void DraftNotRemoved(ILogger logger, string folder, Exception exception);

    [LoggerMessage(309, LogLevel.Warning, "A file in {Folder} was skipped: {Problem}")]
    public static partial void FileSkipped(ILogger logger, string folder, string problem);

    [LoggerMessage(307, LogLevel.Warning, "{Path} was removed while the experiment is run; its run is done again when it is resumed")]
    public static partial void RunGone(ILogger logger, string path);
}
