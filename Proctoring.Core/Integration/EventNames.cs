using System.Collections.Frozen;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Integration;

/// <summary>The rule that a calling system's event name means.</summary>
/// <param name="RuleId">The rule's id; <see cref="OtherEventRule.Id"/> for a name that no rule has.</param>
/// <param name="Unknown">The caller's name, if no rule has it; otherwise null.</param>
internal sealed record EventName(string RuleId, string? Unknown);

/// <summary>Finds the rule of an event name by its letters and digits: TAB_SWITCH, tab-switch and tabSwitch are one name. An unknown name
/// is stored as it is.</summary>
internal static class EventNames
{
    /// <summary>The most characters of an unknown name that are stored.</summary>
    public const int Longest = 50;

    /// <summary>Names of JobGenie and of the earlier service (api.md, "Aliases").</summary>
    static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["right_click"] = "context_menu",
        ["no_face"] = "face_not_detected",
        ["multiple_faces"] = "multiple_faces_detected",
        ["suspicious_object"] = "object_detected",
        ["screenshot_canvas_attempt"] = "screenshot_attempt",
        ["screenshot_hotkey_blocked"] = "screenshot_attempt",
        ["windows_snip_blocked"] = "screenshot_attempt",
        ["alt_screenshot_blocked"] = "screenshot_attempt",
        ["screen_capture_api_attempt"] = "screenshot_attempt",
        ["recording_tool_detected"] = "screenshot_attempt",
        ["gaze_detected"] = "suspicious_gaze",
    }.ToFrozenDictionary(alias => Letters(alias.Key), alias => alias.Value);

    /// <summary>The id of the rule of a name, of any rule; null if no rule has it.</summary>
    public static string? RuleOf(string name, RuleCatalog rules)
    {
        return Among(rules.Rules, name)?.Kind.Id;
    }

    /// <summary>Finds the rule of a name.</summary>
    public static EventName Find(string name, RuleCatalog rules)
    {
        // Only staff of this server and the end of a session raise such flags.
        var reportable = rules.Rules.Where(rule => rule is not (SeenByPersonRule or UnusualAnsweringRule));
        return Among(reportable, name) is { } found
            ? new EventName(found.Kind.Id, null)
            : new EventName(OtherEventRule.Id, TextCharacters.Beginning(name.Trim(), Longest));
    }

    static ViolationRule? Among(IEnumerable<ViolationRule> rules, string name)
    {
        var letters = Letters(name);
        var wanted = Aliases.TryGetValue(letters, out var id) ? Letters(id) : letters;
        return rules.FirstOrDefault(rule => Letters(rule.Kind.Id) == wanted);
    }

    static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
