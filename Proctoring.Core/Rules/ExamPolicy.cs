using System.Text.Json;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>A named set of the rules' settings and weights for the sessions of an exam.</summary>
public sealed class ExamPolicy
{
    /// <summary>The policy of exams that name no other: the rules' own settings.</summary>
    public const string Standard = "standard";

    internal static readonly TimeSpan DefaultCommentWithin = TimeSpan.FromDays(14);

    internal ExamPolicy(string name, IReadOnlyList<ViolationRule> rules, IReadOnlyDictionary<string, double> weights) =>
        (Name, Rules, Weights) = (name, rules, weights);

    public string Name { get; }

    /// <summary>The form in which a session names its policy: the name, and the version of a policy that administrators wrote in the
    /// browser (<c>house@3</c>).</summary>
    public string Reference => Stored?.Reference ?? Name;

    /// <summary>The stored version; null for a policy of the product or of the settings.</summary>
    internal StoredPolicy? Stored { get; init; }

    /// <summary>The settings of a stored version that cannot apply on this server as they were saved; empty for most.</summary>
    internal IReadOnlyList<PolicyAdjustment> Adjustments { get; init; } = [];

    /// <summary>The rules with the settings of this policy, ordered by id.</summary>
    public IReadOnlyList<ViolationRule> Rules { get; }

    /// <summary>The weights of this policy by rule id, 0–100; see <see cref="WeightOf"/>.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>The pictures that are stored with a flag.</summary>
    public FlagEvidence Evidence { get; init; } = FlagEvidence.Strip;

    /// <summary>The pictures of the candidate's screen that are stored: off, at_flags, or every N s, such as every 30 s.</summary>
    public ScreenCapture Screen { get; init; }

    /// <summary>Whether a phone shows the room from the side as a second camera: off, offered to the candidate, or required.</summary>
    public RoomCameraUse RoomCamera { get; init; }

    /// <summary>Whether a decision needs a second reviewer who agrees, on a violation and on the session.</summary>
    public bool SecondReviewer { get; init; }

    /// <summary>Whether a reviewer sees colleagues' decisions, notes and verdicts only after their own verdict. It has an effect only with
    /// <see cref="SecondReviewer"/>.</summary>
    public bool BlindReview { get; init; }

    /// <summary>Whether the host page may pause monitoring. That page is in the candidate's own browser, so this is off by
    /// default.</summary>
    public bool HostMayPause { get; init; }

    /// <summary>When the candidate is asked to turn the head, as a sign that no picture of a face is in front of the camera: Off,
    /// AtStart, or AtRandom (also at random moments of the exam). It has an effect only if <c>spoof_suspected</c> is enabled.</summary>
    public HeadChallengeTime HeadChallenge { get; init; }

    /// <summary>Whether a candidate whose identity a person checks also shows an identity document.</summary>
    public bool IdentityDocument { get; init; }

    /// <summary>Whether an exam with a check by a person starts only after that person has confirmed the candidate. Otherwise the candidate
    /// begins at once, and the check follows.</summary>
    public bool WaitForIdentity { get; init; }

    /// <summary>Whether sessions are practice: no identity check, visible to the candidate only, deleted when they choose or after a
    /// day.</summary>
    public bool Practice { get; init; }

    /// <summary>How much time a session gets back at most, in total, when its candidate's connection was lost. Zero gives none back: the
    /// page answers without a connection.</summary>
    public TimeSpan GiveBackLostTime { get; init; }

    /// <summary>How long a candidate may take breaks in total, with the clock stopped and without monitoring. Zero allows none.</summary>
    public TimeSpan BreakTime { get; init; }

    /// <summary>How long after the end the candidate may comment on flags; a verdict ends it earlier.</summary>
    public TimeSpan CommentWithin { get; init; } = DefaultCommentWithin;

    /// <summary>The most days of a period.</summary>
    internal const int LongestRetention = 36_500;

    /// <summary>The periods that a policy can set.</summary>
    internal static SortedSet<string> RetentionKeys { get; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            nameof(RetentionOptions.AnswerDays),
            nameof(RetentionOptions.AudioDays),
            nameof(RetentionOptions.FaceDays),
            nameof(RetentionOptions.NotStartedDays),
            nameof(RetentionOptions.PictureDays),
            nameof(RetentionOptions.SessionDays),
        };

    /// <summary>The days after which data of its sessions is deleted, by the name of the setting; 0 never deletes it. A setting that is not
    /// here has the installation's value.</summary>
    public IReadOnlyDictionary<string, int> Retention { get; init; } = new Dictionary<string, int>();

    /// <summary>Returns the risk points of one lasting, certain violation of a type, 0–100.</summary>
    /// <param name="ruleId">The type.</param>
    /// <param name="severity">The severity that decides if the policy names no weight.</param>
    public double WeightOf(string ruleId, Severity severity) =>
        Weights.TryGetValue(ruleId, out var weight)
            ? weight
            : severity switch
            {
                Severity.High => 30,
                Severity.Medium => 12,
                _ => 4,
            };
}

/// <summary>One setting of one rule, overridden for one candidate.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Setting">The setting's name.</param>
/// <param name="Value">Its value, written as in appsettings.json.</param>
public sealed record RuleOverride(string Rule, string Setting, string Value)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes overrides in the form that a session stores.</summary>
    public static string? ToJson(IReadOnlyCollection<RuleOverride> overrides) =>
        overrides.Count == 0 ? null : JsonSerializer.Serialize(overrides, Json);

    /// <summary>Reads the overrides that a session stored.</summary>
    public static IReadOnlyList<RuleOverride> FromJson(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<RuleOverride>>(json, Json) ?? [];
}
