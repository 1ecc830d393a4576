using Microsoft.Extensions.Configuration;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Policies: the product's, the operator's, and the overrides of one candidate.</summary>
public sealed class PolicyTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_product_has_four_and_standard_equals_the_rules_defaults()
    {
        Assert.Equal(["practice", "relaxed", "standard", "strict"], RuleCatalog.Default.Policies.Select(policy => policy.Name));
        Assert.Equal(TimeSpan.FromSeconds(3), Rule(RuleCatalog.Default, "standard", "face_not_detected").HoldFor);
    }

    [Fact]
    public void Strict_waits_shorter_and_relaxed_longer_for_every_rule_with_a_wait() =>
        Assert.All(
            RuleCatalog.Default.Rules.Where(rule => rule.HoldFor > TimeSpan.Zero),
            rule =>
            {
                Assert.True(Rule(RuleCatalog.Default, "strict", rule.Kind.Id).HoldFor < rule.HoldFor);
                Assert.True(Rule(RuleCatalog.Default, "relaxed", rule.Kind.Id).HoldFor > rule.HoldFor);
            }
        );

    [Theory]
    [InlineData("strict", true)]
    [InlineData("standard", false)]
    [InlineData("relaxed", false)]
    public void The_same_scene_is_judged_by_the_policy(string policy, bool flagged)
    {
        var engine = RuleCatalog.Default.CreateEngine(policy, []);

        Assert.Equal(flagged, Play(engine, Scene.NoFace, 2.5).Count > 0);
    }

    [Fact]
    public void An_operators_own_starts_from_the_general_settings()
    {
        var catalog = Read(
            ("Rules:tab_switch:HoldFor", "00:00:04"),
            ("Rules:face_mismatch:Severity", "Low"),
            ("Policies:house:Rules:face_mismatch:Severity", "Medium"),
            ("Policies:house:Weights:tab_switch", "7.5"),
            ("Policies:strict:Patience", "0.5")
        );
        var house = catalog.FindPolicy("HOUSE")!;

        Assert.Equal(TimeSpan.FromSeconds(4), Rule(catalog, "house", "tab_switch").HoldFor);
        Assert.Equal(
            (Severity.Medium, Severity.Low),
            (Rule(catalog, "house", "face_mismatch").EffectiveSeverity, Rule(catalog, "standard", "face_mismatch").EffectiveSeverity)
        );
        Assert.Equal(
            (7.5, 12.0, 0.0),
            (
                house.WeightOf("tab_switch", Severity.Medium),
                house.WeightOf("camera_lost", Severity.Medium),
                house.WeightOf("monitoring_degraded", Severity.Low)
            )
        );
    }

    [Fact]
    public void All_mistakes_of_policies_are_reported_at_once_with_their_keys_and_the_known_values()
    {
        var configuration = Configuration(
            ("Policies:house:Rules:tab_swich:HoldFor", "1"),
            ("Policies:house:Rules:tab_switch:Hold", "1"),
            ("Policies:house:Rules:tab_switch:Enabled", "maybe"),
            ("Policies:house:Weights:tab_switch", "101"),
            ("Policies:house:Weights:none", "1"),
            ("Policies:house:Patience", "long"),
            ("Policies:house:Rule", "x"),
            ("Policies:house:SecondReviewer", "perhaps"),
            ("Policies:house:HostMayPause", "at times"),
            ("Policies:house:CommentWithin", "400.00:00:00"),
            ("Rules:tab_switch:MinimumFrames", "0")
        );

        var mistakes = SettingsCheck.Mistakes(configuration);

        Assert.Equal(11, mistakes.Count);
        Assert.Contains("Proctoring:Policies:house:CommentWithin: \"400.00:00:00\" is not a time from 01:00:00 to 365.00:00:00", mistakes);
        Assert.Contains("Proctoring:Policies:house:SecondReviewer: \"perhaps\" is neither true nor false", mistakes);
        Assert.Contains("Proctoring:Policies:house:HostMayPause: \"at times\" is neither true nor false", mistakes);
        Assert.Contains(
            mistakes,
            mistake =>
                mistake.StartsWith(
                    "Proctoring:Policies:house:Rules:tab_swich: no such rule; there are audio_detected",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            mistakes,
            mistake =>
                mistake.StartsWith(
                    "Proctoring:Policies:house:Rules:tab_switch:Hold: no such setting; there are Enabled",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains("Proctoring:Policies:house:Weights:tab_switch: \"101\" is not a number from 0 to 100", mistakes);
        Assert.Contains("Proctoring:Policies:house:Patience: \"long\" is not a number from 0.1 to 10", mistakes);
        Assert.Contains(
            "Proctoring:Policies:house:Rule: no such setting; there are "
                + "BlindReview, BreakTime, CommentWithin, Evidence, GiveBackLostTime, HeadChallenge, HostMayPause, IdentityDocument, "
                + "Patience, Practice, Retention, RoomCamera, Rules, Screen, SecondReviewer, WaitForIdentity, Weights",
            mistakes
        );
    }

    [Theory]
    [InlineData("7")]
    [InlineData("0")]
    [InlineData("Low,Medium")]
    [InlineData("Highest")]
    public void A_severity_is_one_of_its_names(string value)
    {
        var expected = $"\"{value}\" is not a severity (Low, Medium or High)";

        var settings = SettingsCheck.Mistakes(
            Configuration(("Rules:tab_switch:Severity", value), ("Policies:house:Rules:tab_switch:Severity", value))
        );

        Assert.Contains($"Proctoring:Rules:tab_switch:Severity: {expected}", settings);
        Assert.Contains($"Proctoring:Policies:house:Rules:tab_switch:Severity: {expected}", settings);
        var mistake = Assert.Single(RuleCatalog.Default.Mistakes([new("tab_switch", "Severity", value)]));
        Assert.EndsWith(expected, mistake, StringComparison.Ordinal);
        Assert.Equal(Severity.Low, Rule(Read(("Rules:tab_switch:Severity", " low")), "standard", "tab_switch").EffectiveSeverity);
    }

    [Fact]
    public void A_policy_names_the_pictures_with_flags()
    {
        var catalog = Read(("Policies:house:Evidence", "Still"), ("Policies:strict:Evidence", "none"));

        Assert.Equal((FlagEvidence.Strip, FlagEvidence.Still), (catalog.EvidenceOf("standard"), catalog.EvidenceOf("practice")));
        Assert.Equal((FlagEvidence.Still, FlagEvidence.None), (catalog.EvidenceOf("house"), catalog.EvidenceOf("strict")));
        Assert.Equal(FlagEvidence.Still, catalog.EvidenceOf("gone"));
        var mistake = Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(() =>
            Read(("Policies:house:Evidence", "video"))
        );
        Assert.Equal("Proctoring:Policies:house:Evidence: \"video\" is not one of strip, still, none", mistake.Message);
    }

    [Fact]
    public void The_host_may_pause_only_if_the_operator_allows_it()
    {
        var catalog = Read(("Policies:breaks:HostMayPause", "true"));

        Assert.Equal(["breaks"], catalog.Policies.Where(policy => policy.HostMayPause).Select(policy => policy.Name));
    }

    [Fact]
    public void An_override_for_one_candidate_affects_no_other_candidate()
    {
        var changed = RuleCatalog.Default.CreateEngine("strict", [new RuleOverride("face_not_detected", "Enabled", "false")]);
        var other = RuleCatalog.Default.CreateEngine("strict", []);

        Assert.Empty(Play(changed, Scene.NoFace, 10));
        Assert.NotEmpty(Play(other, Scene.NoFace, 10));
    }

    [Fact]
    public void An_invalid_override_is_reported_and_the_others_apply()
    {
        RuleOverride[] changes =
        [
            new("suspicious_glance", "Enabled", "false"),
            new("face_not_detected", "Enabled", "false"),
            new("tab_switch", "HoldFor", "soon"),
        ];

        Assert.Equal(2, RuleCatalog.Default.Mistakes(changes).Count);
        Assert.Empty(Play(RuleCatalog.Default.CreateEngine("a policy of before", changes), Scene.NoFace, 10));
    }

    [Fact]
    public void An_override_never_makes_the_camera_lost_within_the_servers_own_interval()
    {
        RuleOverride[] short5 = [new("camera_lost", "Silence", "00:00:05")];

        var mistake = Assert.Single(RuleCatalog.Default.Mistakes(short5));

        Assert.Contains("Rules:camera_lost:Silence: saved as 00:00:05, but 00:00:07.5", mistake, StringComparison.Ordinal);
        var lost = RuleCatalog.Default.RulesOf("strict", short5).OfType<CameraLostRule>().Single();
        Assert.Equal(TimeSpan.FromSeconds(7.5), lost.Silence);
        Assert.Empty(RuleCatalog.Default.Mistakes([new("camera_lost", "Silence", "00:00:20")]));
    }

    static List<ViolationChange> Play(RuleEngine engine, Scene scene, double seconds) =>
        [
            .. Enumerable
                .Range(0, (int)(seconds * 2))
                .SelectMany(frame => engine.Apply(ScriptedFrameReader.Seen(scene, Start.AddSeconds(frame / 2.0), frame))),
            .. engine.Finish(),
        ];

    static ViolationRule Rule(RuleCatalog catalog, string policy, string id) =>
        catalog.FindPolicy(policy)!.Rules.Single(rule => rule.Kind.Id == id);

    static RuleCatalog Read(params (string Key, string Value)[] settings) => RuleCatalog.Read(Configuration(settings));

    static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Proctoring:{setting.Key}", (string?)setting.Value)))
            .Build();
}
