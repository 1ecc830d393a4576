namespace Proctoring.Web.Verbs;

/// <summary>A command of the program that starts no server: <c>dotnet run --project Proctoring.Web -- NAME …</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">Its line in the list of verbs.</param>
/// <param name="RunAsync">Runs it with the arguments after its name; the result is the exit code: 0 done, 1 failed, 2 called
/// wrongly.</param>
internal sealed record Verb(string Name, string Usage, Func<string[], Task<int>> RunAsync)
{
    /// <summary>All verbs.</summary>
    static IReadOnlyList<Verb> All { get; } =
    [
        new("models", "models                          restore the models and check them", ModelsVerb.RunAsync),
        new(
            "evaluate",
            "evaluate FOLDER [--json] [--html FILE]  measure the product on pictures with labels",
            MeasuringVerbs.EvaluateAsync
        ),
        new("bench", "bench FOLDER [--json]           measure its speed on pictures or a clip, on one core", MeasuringVerbs.BenchAsync),
        new("replay", "replay SESSION [--policy NAME]  judge a session's observations again", ReplayVerb.RunAsync),
        new("check-report", "check-report FILE SIGNATURE     check whether a report file is genuine", CheckReportVerb.RunAsync),
        new("verify", "verify SESSION|all              prove that records are unchanged", VerifyVerb.RunAsync),
        new(
            "accommodate",
            "accommodate STUDENT_ID RULE SETTING VALUE --reason WHY [--key NAME]   override a rule setting for a student",
            AccommodateVerb.RunAsync
        ),
        new(
            "setup-link",
            "setup-link [ADDRESS]            print a new set-up link if there is no administrator",
            SetupLinkVerb.RunAsync
        ),
        new("seed", "seed --sessions N [--seed NUMBER]  invent sessions, in Development only", SeedVerb.RunAsync),
        new("bench-lists", "bench-lists [--requests N]      measure the pages of the review on this database", SeedVerb.BenchAsync),
        new("enrol", "enrol STUDENT_ID PICTURE [NAME] [--key NAME]  enrol a student's face", EnrolVerb.RunAsync),
        new(
            "key",
            "key new NAME [--scopes …] [--expires …] [--same-as NAME] | key list | key revoke NAME   keys of the API",
            KeyVerb.RunAsync
        ),
    ];

    /// <summary>Returns the verb that the arguments start with; null if they start the server.</summary>
    public static Verb? Named(string[] args)
    {
        // The server's own options all begin with a dash.
        if (args.Length == 0 || args[0].StartsWith('-'))
            return null;
        return All.FirstOrDefault(verb => verb.Name == args[0]) ?? new Verb(args[0], "", _ => Task.FromResult(Unknown(args[0])));
    }

    static int Unknown(string name)
    {
        Console.Error.WriteLine($"There is no verb \"{name}\". There are:");
        foreach (var verb in All)
            Console.Error.WriteLine($"  {verb.Usage}");
        return 2;
    }
}
