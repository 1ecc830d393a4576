using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Policies;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Policies;

/// <summary>A stored version means the same under other settings of the server, and old sessions never get another policy.</summary>
public sealed class StoredPolicyTests
{
    const string SeverityKey = "Rules:face_mismatch:Severity";
    const string HoldFor = "Rules:face_not_detected:HoldFor";

    [Fact]
    public void A_silence_that_a_busy_server_causes_is_lengthened_and_named()
    {
        var catalog = Read(("Frames:LongestIntervalMs", "20000"));

        var warning = Assert.Single(catalog.Take([Version(1, Settings())]));

        Assert.StartsWith(
            "Proctoring:Policies:house@1:Rules:camera_lost:Silence: saved as 00:00:08, but 00:00:30 applies, because",
            warning,
            StringComparison.Ordinal
        );
        var policy = catalog.FindPolicy("house")!;
        Assert.Equal("Rules:camera_lost:Silence", Assert.Single(policy.Adjustments).Key);
        Assert.Equal(TimeSpan.FromSeconds(30), Silence(policy.Rules));
        Assert.Equal(TimeSpan.FromSeconds(30), Silence(catalog.RulesOf("house@1", [new("tab_switch", "Enabled", "false")])));
        // Its form can be saved with another change.
        var options = new ProctoringOptions { Frames = new FrameOptions { LongestIntervalMs = 20_000 } };
        Assert.Empty(new PolicyCheck(catalog, Options.Create(options)).Check("house", PolicySnapshot.Of(policy)).Mistakes);
        Assert.Empty(Read().Take([Version(1, Settings())]));
    }

    [Fact]
    public void The_general_settings_of_a_later_time_do_not_change_a_version()
    {
        var saved = Settings();
        var withoutSeverity = Settings();
        withoutSeverity.Remove(SeverityKey);
        withoutSeverity.Remove(HoldFor);
        var later = Read(("Rules:face_mismatch:Severity", "Low"), ("Rules:face_not_detected:HoldFor", "00:00:09"));

        Assert.Empty(later.Take([Version(1, saved), Version(2, withoutSeverity)]));

        Assert.All(RuleCatalog.Default.Rules, rule => Assert.Contains($"Rules:{rule.Kind.Id}:Severity", saved.Keys));
        Assert.Equal(Severity.Low, SeverityOf(later, "standard"));
        Assert.Equal(SeverityOf(RuleCatalog.Default, "standard"), SeverityOf(later, "house@1"));
        Assert.Equal(SeverityOf(RuleCatalog.Default, "standard"), SeverityOf(later, "house@2"));
        Assert.Equal(TimeSpan.FromSeconds(3), HoldOf(later.FindOfSession("house@2")!.Rules));
        Assert.Equal(saved, PolicySnapshot.Of(later.FindOfSession("house@1")!));
    }

    [Fact]
    public void A_rule_that_a_release_adds_has_the_general_settings()
    {
        var before = Settings();
        foreach (var key in before.Keys.Where(key => key.StartsWith("Rules:face_not_detected:", StringComparison.Ordinal)).ToList())
            before.Remove(key);
        var catalog = Read(("Rules:face_not_detected:HoldFor", "00:00:09"));

        catalog.Take([Version(1, before)]);

        Assert.Equal(TimeSpan.FromSeconds(9), HoldOf(catalog.FindPolicy("house")!.Rules));
    }

    [Fact]
    public void A_session_under_a_policy_of_the_settings_never_gets_a_stored_one_of_the_same_name()
    {
        var settings = Settings();
        (settings[HoldFor], settings["SecondReviewer"]) = ("00:00:30", "true");
        // The operator moved the policy "house" from the settings to the page.
        var (configured, moved) = (Read(("Policies:house:Patience", "3")), Read());
        configured.Take([Version(1, settings)]);
        moved.Take([Version(1, settings)]);

        Assert.Equal(TimeSpan.FromSeconds(9), HoldOf(configured.RulesOf("house", [])));
        Assert.Null(moved.FindOfSession("house"));
        Assert.Equal(TimeSpan.FromSeconds(3), HoldOf(moved.RulesOf("house", [])));
        Assert.Equal((FlagEvidence.Still, FlagEvidence.Strip), (moved.EvidenceOf("house"), moved.EvidenceOf("house@1")));
        Assert.All([configured, moved], catalog => Assert.Equal(TimeSpan.FromSeconds(30), HoldOf(catalog.RulesOf("house@1", []))));
        // An exam names the newest version.
        Assert.Equal("house@1", moved.FindPolicy("house")!.Reference);
        Assert.Equal("house@1", moved.FindOffered("house")!.Reference);
    }

    static SortedDictionary<string, string> Settings() => PolicySnapshot.Of(RuleCatalog.Default.FindPolicy("standard")!);

    static StoredPolicy Version(int version, SortedDictionary<string, string> settings) => new("house", version, false, settings);

    static TimeSpan Silence(IEnumerable<ViolationRule> rules) => rules.OfType<CameraLostRule>().Single().Silence;

    static TimeSpan HoldOf(IEnumerable<ViolationRule> rules) => rules.Single(rule => rule.Kind.Id == "face_not_detected").HoldFor;

    static Severity SeverityOf(RuleCatalog catalog, string policy) =>
        catalog.FindPolicy(policy)!.Rules.Single(rule => rule.Kind.Id == "face_mismatch").EffectiveSeverity;

    static RuleCatalog Read(params (string Key, string Value)[] settings) =>
        RuleCatalog.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Proctoring:{setting.Key}", (string?)setting.Value)))
                .Build()
        );
}
