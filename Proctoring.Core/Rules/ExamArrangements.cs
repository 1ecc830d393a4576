using System.Globalization;

namespace Proctoring.Core.Rules;

/// <summary>The arrangements for one candidate besides overridden rules: time, breaks and the page's look. Stored among the overrides,
/// under the name <see cref="Id"/> instead of a rule's.</summary>
/// <param name="ExtraTimePercent">Added to the time limit, in per cent, 0–300.</param>
/// <param name="ExtraMinutes">Added to the time limit, 0–600.</param>
/// <param name="BreakMinutes">For breaks, with the clock stopped, 0–240. If the questions are in another system, its clock can not be
/// stopped, and they are added to its time limit.</param>
/// <param name="LargerText">Whether the questions are shown in larger text.</param>
/// <param name="HiddenTimer">Whether the timer is hidden from view; five minutes and one minute are still announced.</param>
/// <param name="ReaderAllowed">Whether a person may read the questions aloud: speech and a second person are then not flagged.</param>
public sealed record ExamArrangements(
    int ExtraTimePercent,
    int ExtraMinutes,
    int BreakMinutes,
    bool LargerText,
    bool HiddenTimer,
    bool ReaderAllowed
)
{
    /// <summary>Stands in place of a rule's id.</summary>
    public const string Id = "exam";

    /// <summary>The rules that a permitted reader would raise.</summary>
    static readonly HashSet<string> Reader = new(StringComparer.Ordinal)
    {
        "audio_detected",
        "multiple_faces_detected",
        "multiple_persons",
        "room_multiple_persons",
    };

    /// <summary>The largest number of each setting; 0 for a truth value.</summary>
    static readonly Dictionary<string, int> Largest = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(ExtraTimePercent)] = 300,
        [nameof(ExtraMinutes)] = 600,
        [nameof(BreakMinutes)] = 240,
        [nameof(LargerText)] = 0,
        [nameof(HiddenTimer)] = 0,
        [nameof(ReaderAllowed)] = 0,
    };

    /// <summary>The names of the settings.</summary>
    public static IReadOnlyCollection<string> Settings => Largest.Keys;

    /// <summary>The largest number of a setting; null for a truth value, and without such a setting.</summary>
    public static int? LargestOf(string setting) => Largest.TryGetValue(setting, out var largest) && largest > 0 ? largest : null;

    /// <summary>Reads the arrangements among a candidate's overrides; invalid ones are ignored.</summary>
    public static ExamArrangements Of(IReadOnlyList<RuleOverride> overrides)
    {
        var own = overrides.Where(change => change.Rule == Id && Mistake(change) is null).ToList();
        return new(
            Number(own, nameof(ExtraTimePercent)),
            Number(own, nameof(ExtraMinutes)),
            Number(own, nameof(BreakMinutes)),
            Flag(own, nameof(LargerText)),
            Flag(own, nameof(HiddenTimer)),
            Flag(own, nameof(ReaderAllowed))
        );
    }

    /// <summary>The spelling of a setting in this class; null if there is none of this name.</summary>
    public static string? NameOf(string setting) =>
        Largest.Keys.FirstOrDefault(known => string.Equals(known, setting, StringComparison.OrdinalIgnoreCase));

    /// <summary>Describes the mistake in an arrangement, with its key; null if there is none.</summary>
    public static string? Mistake(RuleOverride change)
    {
        var key = $"accommodation:{Id}:{change.Setting}";
        if (!Largest.TryGetValue(change.Setting, out var largest))
            return $"{key}: no such setting; there are {string.Join(", ", Largest.Keys.Order(StringComparer.Ordinal))}";
        if (largest == 0)
            return bool.TryParse(change.Value, out _) ? null : $"{key}: \"{change.Value}\" is neither true nor false";
        return int.TryParse(change.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{key}: \"{change.Value}\" is not a whole number from 0 to {largest}");
    }

    /// <summary>The time for breaks.</summary>
    public TimeSpan BreakTime => TimeSpan.FromMinutes(BreakMinutes);

    /// <summary>The time limit of an exam of so many minutes.</summary>
    /// <param name="minutes">The exam's own limit.</param>
    /// <param name="stopsClock">Whether breaks stop the clock.</param>
    public TimeSpan LimitOf(int minutes, bool stopsClock) =>
        TimeSpan.FromMinutes(Math.Ceiling(minutes * (100 + ExtraTimePercent) / 100.0) + ExtraMinutes)
        + (stopsClock ? TimeSpan.Zero : BreakTime);

    /// <summary>Switches off the rules that the arrangements contradict.</summary>
    internal void Apply(IEnumerable<ViolationRule> rules)
    {
        if (!ReaderAllowed)
            return;
        foreach (var rule in rules.Where(rule => Reader.Contains(rule.Kind.Id)))
            rule.Enabled = false;
    }

    static int Number(List<RuleOverride> own, string setting) =>
        ValueOf(own, setting) is { } value ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    static bool Flag(List<RuleOverride> own, string setting) => ValueOf(own, setting) is { } value && bool.Parse(value);

    static string? ValueOf(List<RuleOverride> own, string setting) =>
        own.FindLast(change => string.Equals(change.Setting, setting, StringComparison.OrdinalIgnoreCase))?.Value;
}
