namespace Proctoring.Web.Verbs;

/// <summary>A command that starts no server: <c>dotnet run --project Proctoring.Web -- NAME …</c>.</summary>
/// <param name="Name">The first argument.</param>
/// <param name="Usage">The arguments and the purpose, for the list of verbs.</param>
/// <param name="RunAsync">Runs it with the arguments after its name; returns the exit code: 0 done, 1 failed, 2 wrong usage.</param>
internal sealed record Verb(string Name, string Usage, Func<string[], Task<int>> RunAsync)
{
    /// <summary>The verbs of the server; those of developers are in tools/.</summary>
    public static IReadOnlyList<Verb> Server { get; } =
    [
        new("replay", "replay SESSION [--policy NAME] [--json]   evaluate a session's observations again", ReplayVerb.RunAsync),
        new("check-report", "check-report FILE SIGNATURE     check a report file", CheckReportVerb.RunAsync),
        new("verify", "verify SESSION|all              check that records are unchanged", VerifyVerb.RunAsync),
        new(
            "accommodate",
            "accommodate STUDENT_ID RULE SETTING VALUE --reason WHY [--key NAME] | accommodate list [STUDENT_ID]   override rule settings",
            AccommodateVerb.RunAsync
        ),
        new(
            "backup",
            "backup FOLDER                   copy database, evidence and keys of a running server, and check the copy",
            BackupVerb.RunAsync
        ),
        new("restore", "restore FOLDER                  restore a backup into an empty installation, and verify it", RestoreVerb.RunAsync),
        new("setup-link", "setup-link [ADDRESS]            print a new set-up link if there is no administrator", SetupLinkVerb.RunAsync),
        new("enrol", "enrol STUDENT_ID PICTURE [NAME] [--key NAME]  enrol a student's face", EnrolVerb.RunAsync),
        new(
            "export-student",
            "export-student STUDENT_ID FILE [--key NAME]   write everything that is stored about a student to a ZIP file",
            ExportStudentVerb.RunAsync
        ),
        new("retention", "retention [--dry-run]           delete the data whose period is over", RetentionVerb.RunAsync),
        new("erase", "erase STUDENT_ID [--key NAME]   erase a student's personal data", EraseVerb.RunAsync),
        new(
            "import-exam",
            "import-exam FILE [--format FORMAT] [--title TITLE] [--slug SLUG] [--dry-run]   store the questions of a file as an exam",
            ImportExamVerb.RunAsync
        ),
        new(
            "publish-exam",
            "publish-exam SLUG [--withdraw|--archive]   open an exam for candidates, or close it",
            PublishExamVerb.RunAsync
        ),
        new(
            "regrade-exam",
            "regrade-exam SLUG (--dry-run | --reason WHY) [--undo]   score ended sessions with the newest solutions",
            RegradeExamVerb.RunAsync
        ),
        new("export-exam", "export-exam SLUG [FILE] --format FORMAT   write an exam to a file", ExportExamVerb.RunAsync),
        new(
            "key",
            "key new NAME [--scopes …] [--expires …] [--same-as NAME] [--test] [--calls-per-minute N] [--origins …] | key list "
                + "| key revoke NAME   manage API keys",
            KeyVerb.RunAsync
        ),
    ];

    /// <summary>Runs it, and explains why a file cannot be read or written.</summary>
    public async Task<int> ExecuteAsync(string[] args)
    {
        try
        {
            return await RunAsync(args);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"A file or folder could not be used: {cause.Message}");
            return 1;
        }
    }

    /// <summary>The verb that the arguments start with; null if they start the server.</summary>
    public static Verb? Named(string[] args) =>
        args is ["--version", ..]
            ? new Verb(args[0], "", _ => Task.FromResult(Version()))
            : Named(args, Server, "Tools for developers, such as models and evaluate, are in tools/.");

    /// <summary>The verb of a list that the arguments start with; null if the first one is an option or there is none.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="verbs">The verbs of the program.</param>
    /// <param name="hint">A sentence for people who use an unknown verb.</param>
    public static Verb? Named(string[] args, IReadOnlyList<Verb> verbs, string? hint = null)
    {
        if (args is ["--help" or "-h" or "help", ..])
            return new Verb(args[0], "", _ => Task.FromResult(Help(verbs, hint)));
        // The server's own options all begin with a dash.
        if (args.Length == 0 || args[0].StartsWith('-'))
            return null;
        if (verbs.FirstOrDefault(verb => verb.Name == args[0]) is not { } found)
            return new Verb(args[0], "", _ => Task.FromResult(Unknown(args[0], verbs, hint)));
        // Otherwise the word would be taken for an argument: for the folder of a backup, or for the name of a key.
        return args[1..].Any(word => word is "--help" or "-h")
            ? found with
            {
                RunAsync = _ => Task.FromResult(Help(found)),
            }
            : found;
    }

    static int Help(Verb verb)
    {
        Console.WriteLine($"usage: {verb.Usage}");
        return 0;
    }

    static int Version()
    {
        Console.WriteLine(ServerVersion.Current);
        return 0;
    }

    static int Help(IReadOnlyList<Verb> verbs, string? hint)
    {
        Console.WriteLine("Without a verb, the program starts. Options such as --urls are those of ASP.NET Core. The verbs are:");
        List(Console.Out, verbs, hint);
        return 0;
    }

    static int Unknown(string name, IReadOnlyList<Verb> verbs, string? hint)
    {
        Console.Error.WriteLine($"There is no verb \"{name}\". The verbs are:");
        List(Console.Error, verbs, hint);
        return 2;
    }

    static void List(TextWriter to, IReadOnlyList<Verb> verbs, string? hint)
    {
        foreach (var verb in verbs)
            to.WriteLine($"  {verb.Usage}");
        if (hint is not null)
            to.WriteLine(hint);
    }
}
