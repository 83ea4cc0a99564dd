using System.Globalization;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>The paths of everything in one experiment. Case folders are named by their path within the experiment, with <c>/</c>.</summary>
internal sealed class ExperimentLayout
{
    public const string CaseFileName = "case.json";
    public const string CaseSummaryName = "summary.json";

    private const string ExperimentFileName = "experiment.json";
    private const string OwnerFileName = "experiment.owner.json";
    private const string ProbeFileName = "experiment.probe";
    private const string JournalName = "runs.jsonl";
    private const string TableName = "summary.csv";
    private const string LogFolderName = "logs";
    private const string ScratchFolderName = "scratch";
    private const string StaleFolderName = "stale";
    private const string RunPrefix = "run=";
    private const string RunSuffix = ".json";
    private const string AnswerPrefix = "SLA-";
    private const string AnswerSuffix = ".json";
    private const string FailureSuffix = ".failure.json";

    public ExperimentLayout(string folder) => Folder = folder;

    public string Folder { get; }

    public string ExperimentFile => Path.Combine(Folder, ExperimentFileName);

    public string LockFile => Path.Combine(Folder, "experiment.lock");

    public string OwnerFile => Path.Combine(Folder, OwnerFileName);

    /// <summary>Gets the file that is written, and removed again, to see whether the disk still takes anything.</summary>
    public string ProbeFile => Path.Combine(Folder, ProbeFileName);

    public string Journal => Path.Combine(Folder, JournalName);

    public string Table => Path.Combine(Folder, TableName);

    public string LogFolder => field ??= Path.Combine(Folder, LogFolderName);

    public string ScratchFolder => field ??= Path.Combine(Folder, ScratchFolderName);

    public string StaleFolder => Path.Combine(Folder, StaleFolderName);

    /// <summary>Returns whether a folder directly in the experiment is one of the store's own, and no case.</summary>
    public static bool IsReserved(string name) => name == LogFolderName || name == ScratchFolderName || name == StaleFolderName;

    public string CaseFolder(string name) => Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));

    public string CaseFile(string name) => Path.Combine(CaseFolder(name), CaseFileName);

    public string CaseSummary(string name) => Path.Combine(CaseFolder(name), CaseSummaryName);

    public string RunFile(string name, int run) => Path.Combine(CaseFolder(name), RunFileName(run));

    public string AnswerFile(string name, string answer) => Path.Combine(CaseFolder(name), CaseNames.ForAnswer(answer) + AnswerSuffix);

    public string FailureFile(string name, int run) =>
        Path.Combine(CaseFolder(name), string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{run}{FailureSuffix}"));

    /// <summary>Returns whether a file belongs in the root of an experiment, and only there.</summary>
    public static bool IsRootFile(string name) => name is ExperimentFileName or JournalName;

    /// <summary>Returns whether a file belongs only in the folder of a case, or of a load of it.</summary>
    public static bool IsFileOfCase(string name) =>
        name == CaseFileName || TryParseRunFile(name, out _) || TryParseFailureFile(name, out _) || IsAnswerFile(name);

    /// <summary>Returns whether a folder has the name that the original gives the folders of cases.</summary>
    public static bool IsNamedAsCase(string name) => name.StartsWith("SERVE", StringComparison.Ordinal);

    /// <summary>Returns whether a file in a case's folder holds what a search found.</summary>
    public static bool IsAnswerFile(string name) =>
        name.StartsWith(AnswerPrefix, StringComparison.Ordinal) && name.EndsWith(AnswerSuffix, StringComparison.Ordinal);

    /// <summary>Returns whether a file is what a host that was killed left of one of the store's own files, half-written.</summary>
    public static bool IsLeftover(string name)
    {
        if (name == ProbeFileName)
        {
            return true;
        }

        if (!name.EndsWith(FileSteps.TemporarySuffix, StringComparison.Ordinal))
        {
            return false;
        }

        var target = name[..^FileSteps.TemporarySuffix.Length];
        return IsAnswerFile(target)
            || target is CaseFileName or CaseSummaryName or ExperimentFileName or OwnerFileName or ProbeFileName or JournalName or TableName
            || TryParseRunFile(target, out _)
            || TryParseFailureFile(target, out _);
    }

    /// <summary>Returns whether a file is rewritten by every host that begins the experiment, or by each run that it finishes.</summary>
    public static bool IsTouchedByEveryHost(string name) => name is ExperimentFileName or JournalName;

    public static string RunFileName(int run) => string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{run}{RunSuffix}");

    public static bool TryParseRunFile(string name, out int run) => TryParse(name, RunSuffix, out run);

    public static bool TryParseFailureFile(string name, out int run) => TryParse(name, FailureSuffix, out run);

    private static bool TryParse(string name, string suffix, out int run)
    {
        run = -1;
        if (
            !name.StartsWith(RunPrefix, StringComparison.Ordinal)
            || !name.EndsWith(suffix, StringComparison.Ordinal)
            || name.Length <= RunPrefix.Length + suffix.Length
        )
        {
            return false;
        }

        var digits = name.AsSpan(RunPrefix.Length, name.Length - RunPrefix.Length - suffix.Length);
        return (digits[0] != '0' || digits.Length == 1) && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out run);
    }
}
