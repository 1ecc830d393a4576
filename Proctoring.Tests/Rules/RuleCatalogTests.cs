using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Tests properties of every rule, and how settings reach the rules.</summary>
public sealed partial class RuleCatalogTests
{
    public static TheoryData<string> Ids { get; } = [.. RuleCatalog.Default.Rules.Select(rule => rule.Kind.Id)];

    [Fact]
    public void Every_violation_type_exists_once() =>
        Assert.Equal(
            [
                "audio_detected",
                "camera_blocked",
                "camera_frozen",
                "camera_lost",
                "camera_replayed",
                "context_menu",
                "copy_attempt",
                "device_changed",
                "devtools_opened",
                "eyes_closed",
                "face_blocked",
                "face_mismatch",
                "face_not_detected",
                "fullscreen_exit",
                "head_pose",
                "identity_unconfirmed",
                "keyboard_shortcut",
                "microphone_lost",
                "monitoring_degraded",
                "multiple_faces_detected",
                "multiple_persons",
                "network_lost",
                "not_watched",
                "object_detected",
                "other",
                "page_silent",
                "paste_attempt",
                "print_attempt",
                "room_camera_lost",
                "room_multiple_persons",
                "room_object_detected",
                "save_attempt",
                "screen_not_whole",
                "screen_share_lost",
                "screenshot_attempt",
                "second_display",
                "seen_by_person",
                "spoof_suspected",
                "suspicious_gaze",
                "tab_switch",
                "too_dark",
                "unusual_answering",
                "virtual_camera",
                "window_blur",
            ],
            RuleCatalog.Default.Rules.Select(rule => rule.Kind.Id)
        );

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_readable_name_and_text(string id)
    {
        var kind = Rule(id).Kind;

        Assert.Matches(SnakeCase(), kind.Id);
        Assert.All(
            new[] { kind.Title, kind.Explanation, kind.Advice },
            text => Assert.False(string.IsNullOrWhiteSpace(text) || text.Contains('!', StringComparison.Ordinal))
        );
        Assert.InRange(kind.Title.Length, 5, 40);
        Assert.EndsWith(".", kind.Explanation, StringComparison.Ordinal);
        Assert.EndsWith(".", kind.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_empty_observation_accuses_no_one_and_clears_no_one(string id) =>
        Assert.Null(Rule(id).Judge(new Observation { At = DateTime.UnixEpoch }));

    [Fact]
    public void Every_act_that_the_page_reports_has_its_rule() =>
        Assert.All(BrowserActs.All, act => Assert.IsType<BrowserActRule>(Rule(act), exactMatch: false));

    [Fact]
    public void Settings_reach_their_rule()
    {
        var rule = Read(("tab_switch:Severity", "High"), ("tab_switch:HoldFor", "00:00:07"), ("camera_lost:Silence", "00:00:20")).Rules;

        Assert.Equal(
            (Core.Exams.Severity.High, TimeSpan.FromSeconds(7)),
            (rule.Single(r => r.Kind.Id == "tab_switch").EffectiveSeverity, rule.Single(r => r.Kind.Id == "tab_switch").HoldFor)
        );
        Assert.Equal(TimeSpan.FromSeconds(20), ((CameraLostRule)rule.Single(r => r.Kind.Id == "camera_lost")).Silence);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once_with_their_keys()
    {
        var mistakes = Assert
            .Throws<ValidationException>(() =>
                Read(
                    ("tab_swich:HoldFor", "00:00:01"),
                    ("tab_switch:Hold", "1"),
                    ("tab_switch:Enabled", "maybe"),
                    ("face_mismatch:MinimumFrames", "0")
                )
            )
            .Message;

        Assert.Contains("Proctoring:Rules:tab_swich: no such rule; there are audio_detected", mistakes, StringComparison.Ordinal);
        Assert.Contains("Proctoring:Rules:tab_switch:Hold: no such setting; there are Enabled", mistakes, StringComparison.Ordinal);
        Assert.Contains("Proctoring:Rules:tab_switch:Enabled: \"maybe\"", mistakes, StringComparison.Ordinal);
        Assert.Contains("Proctoring:Rules:face_mismatch:MinimumFrames:", mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_off_raises_no_flags()
    {
        var engine = Read(("paste_attempt:Enabled", "false")).CreateEngine();

        Assert.Empty(engine.Apply(new Observation { At = DateTime.UnixEpoch, Acts = [new BrowserAct(BrowserActs.Paste)] }));
    }

    static ViolationRule Rule(string id) => RuleCatalog.Default.Rules.Single(rule => rule.Kind.Id == id);

    static RuleCatalog Read(params (string Key, string Value)[] settings) =>
        RuleCatalog.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.ToDictionary(setting => $"{RuleCatalog.Section}:{setting.Key}", setting => (string?)setting.Value)
                )
                .Build()
        );

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
