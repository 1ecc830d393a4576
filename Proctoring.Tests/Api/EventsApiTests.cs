using System.Net;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests record-violation and record-tab-switch.</summary>
public sealed partial class EventsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("api/record-violation/", "api/record-tab-switch/")]
    [InlineData("api/record-violation", "api/record-tab-switch")]
    public async Task An_event_goes_to_the_newest_exam_under_way_with_its_picture(string violation, string tabSwitch)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"user_{Guid.NewGuid():N}";
        var (older, _) = await api.StartAsync(student);
        var (newest, _) = await api.StartAsync(student);

        var recorded = await api.PostAsync(
            violation,
            new
            {
                student_id = student,
                event_type = "object_detected",
                detected_objects = "cell phone",
                image_data = ApiClient.DataUrl(TestFaces.Candidate),
            }
        );
        var switched = await api.PostAsync(tabSwitch, new { student_id = student, count = 3 });
        var byExam = await api.PostAsync(tabSwitch, new { exam_id = older });
        var result = await api.GetAsync($"api/exam-result/{newest}/");
        var other = await api.GetAsync($"api/exam-result/{older}/");

        Assert.All([recorded, switched, byExam], reply => Assert.Equal(HttpStatusCode.Created, reply.Status));
        Assert.Equal(2, result["violations"].GetArrayLength());
        var thing = result["violations"][0];
        Assert.Equal(
            (recorded["event_id"].GetGuid(), "cell phone", "high"),
            (thing.GetProperty("id").GetGuid(), thing.GetProperty("objects")[0].GetString(), thing.GetProperty("severity").GetString())
        );
        Assert.Equal(
            (3, 0),
            (result["violations"][1].GetProperty("tab_switches").GetInt32(), thing.GetProperty("tab_switches").GetInt32())
        );
        Assert.Equal(1, Assert.Single(other["violations"].EnumerateArray()).GetProperty("tab_switches").GetInt32());
        using var client = fixture.App.CreateClient();
        var picture = await client.GetByteArrayAsync(thing.GetProperty("evidence_url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal(TestFaces.Candidate, picture);
    }

    [Fact]
    public async Task Every_rule_can_be_reported()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();

        // The test server switches camera_replayed off, because its cameras play loops. Only staff raise flags of what they saw, and only
        // this server compares the times of answers.
        var rules = RuleCatalog
            .Default.Rules.Where(rule => rule.Kind.Id is not ("camera_replayed" or "unusual_answering" or SeenByPersonRule.Id))
            .ToList();
        foreach (var rule in rules)
        {
            var reply = await api.PostAsync("api/record-violation/", new { exam_id = exam, event_type = rule.Kind.Id });
            Assert.True(reply.Status == HttpStatusCode.Created, $"{rule.Kind.Id}: {reply.Text}");
        }

        var result = await api.GetAsync($"api/exam-result/{exam}/");
        Assert.Equal(
            rules.Select(rule => (rule.Kind.Id, rule.EffectiveSeverity.ToString().ToLowerInvariant())),
            result["violations"]
                .EnumerateArray()
                .Select(seen => (seen.GetProperty("type").GetString()!, seen.GetProperty("severity").GetString()!))
                .OrderBy(seen => seen.Item1, StringComparer.Ordinal)
        );
    }

    /// <summary>Writes the latencies to the test's output. With PROCTORING_MEASURE they are of many rounds.</summary>
    [Fact]
    public async Task Fifty_events_at_once_on_one_exam_are_all_recorded()
    {
        const int events = 50;
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        List<double> latencies = [];
        for (var round = Environment.GetEnvironmentVariable("PROCTORING_MEASURE") is null ? 1 : 16; round > 0; round--)
        {
            var student = $"user_{Guid.NewGuid():N}";
            var (exam, _) = await api.StartAsync(student);

            async Task<Guid> RecordAsync(int number)
            {
                var began = System.Diagnostics.Stopwatch.GetTimestamp();
                var reply = await api.PostAsync(
                    "api/record-violation/",
                    new
                    {
                        exam_id = exam,
                        student_id = student,
                        event_type = "paste_attempt",
                        client_event_id = $"e-{number}",
                    }
                );
                lock (latencies)
                    latencies.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                Assert.Equal(HttpStatusCode.Created, reply.Status);
                return reply["event_id"].GetGuid();
            }

            var recorded = await Task.WhenAll(Enumerable.Range(0, events).Select(RecordAsync));
            Assert.Equal(events, recorded.Distinct().Count());
            var result = await api.GetAsync($"api/exam-result/{exam}/");
            Assert.Equal(
                events,
                result["violations"].EnumerateArray().Count(seen => seen.GetProperty("type").GetString() == "paste_attempt")
            );
        }

        latencies.Sort();
        double At(int percent) => latencies[Math.Min(latencies.Count - 1, latencies.Count * percent / 100)];
        TestContext.Current.TestOutputHelper!.WriteLine(
            FormattableString.Invariant($"latency in ms: median {At(50):0}, 95 % {At(95):0}, longest {At(100):0}")
        );
    }

    [Fact]
    public async Task The_same_event_ten_times_at_once_is_one_even_after_the_end()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"user_{Guid.NewGuid():N}";
        var (exam, _) = await api.StartAsync(student);
        var body = new
        {
            student_id = student,
            event_type = "paste_attempt",
            client_event_id = "e-1",
            image_data = ApiClient.DataUrl(Encoded.Grey(64, 64)),
        };

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PostAsync("api/record-violation/", body)));
        await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 1 });
        var late = await api.PostAsync("api/record-violation/", body);
        var tooLate = await api.PostAsync(
            "api/record-violation/",
            new
            {
                student_id = student,
                event_type = "paste_attempt",
                client_event_id = "e-2",
            }
        );

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(9, replies.Count(reply => reply.Status == HttpStatusCode.OK));
        Assert.Equal(
            replies[0]["event_id"].GetGuid(),
            Assert.Single(replies.Append(late).Select(reply => reply["event_id"].GetGuid()).Distinct())
        );
        Assert.Equal(HttpStatusCode.NotFound, tooLate.Status);
        // The pictures of the other nine were removed.
        Assert.Single(
            (await api.GetAsync($"api/exam-result/{exam}/"))["violations"].EnumerateArray(),
            seen => seen.GetProperty("type").GetString() == "paste_attempt"
        );
    }

    [Fact]
    public async Task A_rule_that_a_policy_or_an_accommodation_switches_off_records_nothing()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (relaxed, _) = await api.StartAsync(policy: "relaxed");
        var student = $"user_{Guid.NewGuid():N}";
        await fixture
            .App.Get<AccommodationStore>()
            .KeepAsync(
                api.Key!.OwnerId,
                student,
                new RuleOverride("suspicious_gaze", "Enabled", "false"),
                "blind",
                TestContext.Current.CancellationToken
            );
        var (accommodated, _) = await api.StartAsync(student);

        var blur = await api.PostAsync("api/record-violation/", new { exam_id = relaxed, event_type = "window_blur" });
        var gaze = await api.PostAsync("api/record-violation/", new { exam_id = accommodated, event_type = "suspicious_gaze" });

        Assert.All(
            [blur, gaze],
            reply => Assert.Equal((HttpStatusCode.OK, System.Text.Json.JsonValueKind.Null), (reply.Status, reply["event_id"].ValueKind))
        );
        Assert.Empty((await api.GetAsync($"api/exam-result/{accommodated}/"))["violations"].EnumerateArray());
    }

    [Fact]
    public async Task The_age_of_a_late_event_counts_before_the_clock_of_the_browser()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        var before = DateTime.UtcNow;

        foreach (var path in new[] { "api/record-violation/", "api/record-tab-switch/" })
        {
            // A clock that is seven hours ahead, an event without a wait: it happened now.
            var reply = await api.PostAsync(
                path,
                new
                {
                    exam_id = exam,
                    event_type = "paste_attempt",
                    age_ms = 0,
                    at = DateTime.UtcNow.AddHours(7),
                }
            );
            Assert.Equal(HttpStatusCode.Created, reply.Status);
        }

        await api.PostAsync(
            "api/submit-exam/",
            new
            {
                exam_id = exam,
                correct_answers = 1,
                violations = new[]
                {
                    new
                    {
                        type = "copy_attempt",
                        age_ms = 600_000,
                        at = DateTime.UtcNow.AddHours(7),
                    },
                },
            }
        );
        var result = await api.GetAsync($"api/exam-result/{exam}/");
        DateTime BeganAt(string type) =>
            result["violations"]
                .EnumerateArray()
                .Single(one => one.GetProperty("type").GetString() == type)
                .GetProperty("started_at")
                .GetDateTime();
        Assert.InRange(BeganAt("paste_attempt"), before, DateTime.UtcNow);
        Assert.InRange(BeganAt("tab_switch"), before, DateTime.UtcNow);
        // Older than the exam: never before its start.
        Assert.InRange(BeganAt("copy_attempt"), before.AddSeconds(-30), before);

        foreach (
            var (age, error) in new[]
            {
                ("-1", "age_ms must be from 0 to 604800000"),
                ("604800001", "age_ms must be from 0 to 604800000"),
                ("\"5\"", "age_ms must be a whole number"),
            }
        )
        {
            var refused = await api.SendAsync(
                HttpMethod.Post,
                "api/record-violation/",
                $$"""{"exam_id":{{exam}},"event_type":"copy_attempt","age_ms":{{age}}}"""
            );
            Assert.Equal((HttpStatusCode.BadRequest, error), (refused.Status, refused.Error));
        }
    }
}
