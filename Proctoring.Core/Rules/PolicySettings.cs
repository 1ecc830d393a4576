using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Creates policies from settings: the product's, then the operator's, or those that administrators stored. All have the form of
/// appsettings.json, and all are checked alike.</summary>
internal static class PolicySettings
{
    /// <summary>The product's policies. Patience multiplies all holding times, including those of future rules.</summary>
    static readonly Dictionary<string, string?> BuiltIn = new()
    {
        // Our own gaps and a dark room are not the candidate's risk, and candidates read that they may continue without a microphone.
        ["standard:Weights:microphone_lost"] = "0",
        ["standard:Weights:monitoring_degraded"] = "0",
        ["standard:Weights:too_dark"] = "0",
        ["strict:Patience"] = "0.6",
        ["strict:Weights:microphone_lost"] = "0",
        ["strict:Weights:monitoring_degraded"] = "0",
        ["strict:Weights:too_dark"] = "0",
        ["strict:Rules:window_blur:WarnCandidate"] = "true",
        ["strict:Rules:window_blur:Severity"] = "Medium",
        ["practice:Practice"] = "true",
        ["practice:Evidence"] = "still",
        ["practice:Weights:microphone_lost"] = "0",
        ["practice:Weights:monitoring_degraded"] = "0",
        ["practice:Weights:too_dark"] = "0",
        ["relaxed:Patience"] = "2",
        ["relaxed:Weights:microphone_lost"] = "0",
        ["relaxed:Weights:monitoring_degraded"] = "0",
        ["relaxed:Weights:too_dark"] = "0",
        ["relaxed:GiveBackLostTime"] = "00:10:00",
        ["relaxed:Rules:window_blur:Enabled"] = "false",
        ["relaxed:Rules:copy_attempt:Severity"] = "Low",
        ["relaxed:Rules:keyboard_shortcut:Severity"] = "Medium",
    };

    static readonly string[] Keys =
    [
        "BlindReview",
        "BreakTime",
        "CommentWithin",
        "Evidence",
        "GiveBackLostTime",
        "HeadChallenge",
        "HostMayPause",
        "IdentityDocument",
        "Patience",
        "Practice",
        "Retention",
        "RoomCamera",
        "Rules",
        "Screen",
        "SecondReviewer",
        "WaitForIdentity",
        "Weights",
    ];

    static readonly IConfigurationRoot Defaults = new ConfigurationBuilder()
        .AddInMemoryCollection(BuiltIn.Select(entry => KeyValuePair.Create($"{RuleCatalog.PoliciesSection}:{entry.Key}", entry.Value)))
        .Build();

    /// <summary>The settings of a policy that are properties of <see cref="ExamPolicy"/>.</summary>
    public static IReadOnlyList<PropertyInfo> Properties { get; } =
        [
            .. Keys.Select(key => typeof(ExamPolicy).GetProperty(key))
                .OfType<PropertyInfo>()
                .Where(property => property.PropertyType.IsValueType),
        ];

    /// <summary>Whether the product has a policy of this name that the operator's settings do not change.</summary>
    public static bool IsProducts(string name, IConfiguration configuration) =>
        SectionOf(Defaults, name).Exists() && !SectionOf(configuration, name).Exists();

    /// <summary>The names of all policies, the product's and the operator's.</summary>
    public static List<string> Names(IConfiguration configuration) =>
        [
            .. new IConfiguration[] { Defaults, configuration }
                .SelectMany(source => source.GetSection(RuleCatalog.PoliciesSection).GetChildren())
                .Select(section => section.Key)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Creates one policy from rules that already have the operator's general settings.</summary>
    public static ExamPolicy Make(string name, List<ViolationRule> rules, IConfiguration configuration, List<string> mistakes)
    {
        // A policy that only the operator defines starts from the standard.
        var weights = SectionOf(Defaults, ExamPolicy.Standard)
            .GetSection("Weights")
            .GetChildren()
            .ToDictionary(entry => entry.Key, entry => double.Parse(entry.Value!, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return Make(name, rules, weights, [SectionOf(Defaults, name), SectionOf(configuration, name)], mistakes);
    }

    /// <summary>Creates a stored version of a policy. It has all its settings, so it starts from no other policy.</summary>
    /// <param name="stored">The version.</param>
    /// <param name="rules">The rules that it starts from.</param>
    /// <param name="shortestSilence">The shortest silence of the camera that may count as lost; a shorter one is lengthened.</param>
    /// <param name="mistakes">Receives the mistakes.</param>
    public static ExamPolicy Make(StoredPolicy stored, List<ViolationRule> rules, TimeSpan shortestSilence, List<string> mistakes)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                stored.Settings.Select(setting =>
                    KeyValuePair.Create($"{RuleCatalog.PoliciesSection}:{stored.Name}:{setting.Key}", (string?)setting.Value)
                )
            )
            .Build();
        IReadOnlyList<IConfigurationSection> sections = [SectionOf(configuration, stored.Name)];
        return Make(stored.Name, rules, new(StringComparer.Ordinal), sections, mistakes, stored, shortestSilence);
    }

    static IConfigurationSection SectionOf(IConfiguration source, string name) =>
        source.GetSection($"{RuleCatalog.PoliciesSection}:{name}");

    static ExamPolicy Make(
        string name,
        List<ViolationRule> rules,
        Dictionary<string, double> weights,
        IReadOnlyList<IConfigurationSection> sections,
        List<string> mistakes,
        StoredPolicy? stored = null,
        TimeSpan shortestSilence = default
    )
    {
        var (second, pause, comment) = (false, false, ExamPolicy.DefaultCommentWithin);
        var (evidence, screen, blind) = (FlagEvidence.Strip, ScreenCapture.Off, false);
        var room = RoomCameraUse.Off;
        var (document, wait, practice, giveBack) = (false, false, false, TimeSpan.Zero);
        var (breaks, challenge) = (TimeSpan.Zero, HeadChallengeTime.Off);
        Dictionary<string, int> retention = [];
        foreach (var section in sections)
        {
            foreach (var entry in section.GetChildren().Where(entry => !Keys.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)))
                mistakes.Add($"{entry.Path}: no such setting; there are {string.Join(", ", Keys)}");
            var read = new PolicySection(section, mistakes);
            if (read.Number("Patience", 0.1, 10) is { } factor)
                Stretch(rules, factor);
            blind = read.Flag("BlindReview", blind);
            second = read.Flag("SecondReviewer", second);
            pause = read.Flag("HostMayPause", pause);
            document = read.Flag("IdentityDocument", document);
            wait = read.Flag("WaitForIdentity", wait);
            practice = read.Flag("Practice", practice);
            evidence = read.Choice("Evidence", evidence, "strip, still, none");
            screen = read.Screen("Screen", screen);
            challenge = read.Choice("HeadChallenge", challenge, string.Join(", ", Enum.GetNames<HeadChallengeTime>()));
            room = read.Choice("RoomCamera", room, "off, offered, required");
            comment = read.Time("CommentWithin", comment, TimeSpan.FromHours(1), TimeSpan.FromDays(365));
            breaks = read.Time("BreakTime", breaks, TimeSpan.Zero, TimeSpan.FromHours(4));
            giveBack = read.Time("GiveBackLostTime", giveBack, TimeSpan.Zero, TimeSpan.FromHours(24));
            read.ReadRetention("Retention", retention);
            mistakes.AddRange(RuleSettings.ConfigureAll(rules, section.GetSection("Rules")));
            read.ReadWeights("Weights", rules, weights);
        }

        return new ExamPolicy(name, rules, weights)
        {
            Stored = stored,
            Adjustments = PolicyAdjustment.Apply(rules, shortestSilence),
            Evidence = evidence,
            Screen = screen,
            HeadChallenge = challenge,
            RoomCamera = room,
            SecondReviewer = second,
            BlindReview = blind,
            HostMayPause = pause,
            CommentWithin = comment,
            BreakTime = breaks,
            GiveBackLostTime = giveBack,
            Practice = practice,
            Retention = retention,
            IdentityDocument = document,
            WaitForIdentity = wait,
        };
    }

    /// <summary>Applies one candidate's overrides to rules. Reports and ignores invalid ones.</summary>
    public static List<string> Apply(IReadOnlyList<ViolationRule> rules, IReadOnlyList<RuleOverride> overrides)
    {
        List<string> mistakes = [];
        foreach (var (rule, setting, value) in overrides)
        {
            if (rule == ExamArrangements.Id)
            {
                if (ExamArrangements.Mistake(new RuleOverride(rule, setting, value)) is { } mistake)
                    mistakes.Add(mistake);
                continue;
            }

            var one = new ConfigurationBuilder()
                .AddInMemoryCollection([KeyValuePair.Create($"accommodation:{rule}:{setting}", (string?)value)])
                .Build();
            mistakes.AddRange(RuleSettings.ConfigureAll(rules, one.GetSection("accommodation")));
        }

        ExamArrangements.Of(overrides).Apply(rules);
        return mistakes;
    }

    static void Stretch(IEnumerable<ViolationRule> rules, double factor)
    {
        foreach (var rule in rules)
        {
            var longest = (RangeAttribute)
                typeof(ViolationRule).GetProperty(nameof(ViolationRule.HoldFor))!.GetCustomAttributes(typeof(RangeAttribute), false)[0];
            var most = TimeSpan.Parse((string)longest.Maximum, CultureInfo.InvariantCulture);
            rule.HoldFor = rule.HoldFor * factor < most ? rule.HoldFor * factor : most;
        }
    }
}
