using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Embedding;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests start-exam.</summary>
public sealed class StartExamApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("api/start-exam/")]
    [InlineData("api/start-exam")]
    public async Task An_exam_starts_and_its_link_opens_once(string path)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.PostAsync(
            path,
            new
            {
                student_id = "user_2abc",
                exam_name = "Interview",
                total_questions = 10,
                name = "Ada",
                email = "ada@example.org",
                policy = "strict",
                return_url = "https://jobgenie.example/done?x=1",
            }
        );

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(("user_2abc", "Interview"), (reply["clerk_id"].GetString(), reply["exam_name"].GetString()));
        Assert.EndsWith("Z", reply["expires_at"].GetString(), StringComparison.Ordinal);
        var embed = new Uri(reply["embed_url"].GetString()!);
        Assert.Equal((fixture.App.Address, $"{EmbedLinks.Path}/"), (embed.GetLeftPart(UriPartial.Authority), embed.AbsolutePath[..7]));
        var access = SessionAccess.FromBearer(reply["session_token"].GetString()!)!;
        await using (
            var db = await fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken)
        )
        {
            var row = await db.Sessions.SingleAsync(session => session.Id == access.SessionId, TestContext.Current.CancellationToken);
            Assert.Equal(
                (SessionStatus.Preparing, "strict", "https://jobgenie.example/done?x=1", true, null),
                (row.Status, row.Policy, row.ReturnUrl, row.Proctored, row.ConsentedAt)
            );
            Assert.NotNull(row.ApiKeyId);
            Assert.Equal(
                reply["exam_id"].GetInt32(),
                (await db.SessionNumbers.SingleAsync(number => number.SessionId == row.Id, TestContext.Current.CancellationToken)).Number
            );
        }

        var embeds = fixture.App.Get<EmbedLinks>();
        var ticket = embed.AbsolutePath[7..];
        var redeemed = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => embeds.RedeemAsync(ticket, TestContext.Current.CancellationToken))
        );
        Assert.Equal(access, Assert.Single(redeemed, right => right is not null));
        Assert.Null(await embeds.RedeemAsync(ticket[..^2] + "xx", TestContext.Current.CancellationToken));
        Assert.Null(await embeds.RedeemAsync("nonsense", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_name_of_our_own_exam_opens_that_exam()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        foreach (var name in new[] { DemoExam.Slug, "software INTERVIEW basics " })
        {
            var reply = await api.PostAsync(
                "api/start-exam/",
                new
                {
                    student_id = "s",
                    exam_name = name,
                    total_questions = 3,
                }
            );
            Assert.Equal(("Software interview basics", 12), (reply["exam_name"].GetString(), reply["total_questions"].GetInt32()));
        }
    }

    [Theory]
    [InlineData("""{"exam_name":"E","total_questions":1}""", "student_id is required")]
    [InlineData("""{"student_id":"","exam_name":"E","total_questions":1}""", "student_id is required")]
    [InlineData("""{"student_id":"s","total_questions":1}""", "exam_name is required")]
    [InlineData("""{"student_id":"s","exam_name":"E"}""", "total_questions is required")]
    [InlineData("""{"student_id":"s","exam_name":"E","total_questions":0}""", "total_questions must be from 1 to 1000")]
    [InlineData("""{"student_id":"s","exam_name":"E","total_questions":"10"}""", "total_questions must be a whole number")]
    [InlineData("""{"student_id":"s","exam_name":"E","total_questions":1.5}""", "total_questions must be a whole number")]
    [InlineData("""{"student_id":true,"exam_name":"E","total_questions":1}""", "student_id must be a string")]
    [InlineData("""{"student_id":0,"exam_name":"E","total_questions":1}""", "student_id 0 is not known")]
    [InlineData("""{"student_id":"s","exam_name":["E"],"total_questions":1}""", "exam_name must be a string")]
    [InlineData(
        """{"student_id":"s","exam_name":"E","total_questions":1,"policy":"harsh"}""",
        "policy: there is no policy \"harsh\"; there are practice, relaxed, standard, strict"
    )]
    [InlineData(
        """{"student_id":"s","exam_name":"E","total_questions":1,"return_url":"javascript:alert(1)"}""",
        "return_url must be an absolute http or https address"
    )]
    [InlineData(
        """{"student_id":"s","exam_name":"E","total_questions":1,"return_url":"/back"}""",
        "return_url must be an absolute http or https address"
    )]
    [InlineData("""{"student_id":"s","exam_name":"E","total_questions":1,"email":"none"}""", "email is not an email address")]
    public async Task A_missing_or_wrong_field_is_named(string body, string error)
    {
        using var api = ApiClient.Anybody(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, "api/start-exam/", body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.StartsWith(error, reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_number_may_have_a_decimal_point()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var first = await api.SendAsync(
            HttpMethod.Post,
            "api/start-exam/",
            """{"student_id":"s","exam_name":"E","total_questions":12.0,"minutes":3e1}"""
        );

        var body = $$"""{"student_id":{{first["student_number"]}}.0,"exam_name":"E","total_questions":1}""";
        var second = await api.SendAsync(HttpMethod.Post, "api/start-exam/", body);
        var resource = await api.GetAsync($"api/v1/exams/{second["exam_id"]}");

        Assert.Equal((HttpStatusCode.Created, 12), (first.Status, first["total_questions"].GetInt32()));
        Assert.Equal("s", second["clerk_id"].GetString());
        // A name means the same in both forms.
        foreach (var name in new[] { "exam_id", "exam_name", "clerk_id", "student_number" })
            Assert.Equal(second[name].ToString(), resource[name].ToString());
    }

    [Fact]
    public async Task A_student_who_starts_twice_at_once_is_one_student()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"user_{Guid.NewGuid():N}";

        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                    api.PostAsync(
                        "api/start-exam/",
                        new
                        {
                            student_id = student,
                            exam_name = "E",
                            total_questions = 1,
                        }
                    )
                )
        );

        Assert.Single(replies.Select(reply => reply["student_id"].GetInt32()).Distinct());
        Assert.Equal(5, replies.Select(reply => reply["exam_id"].GetInt32()).Distinct().Count());
        var byNumber = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = replies[0]["student_id"].GetInt32(),
                exam_name = "E",
                total_questions = 1,
            }
        );
        Assert.Equal(student, byNumber["clerk_id"].GetString());
    }

    [Fact]
    public async Task Full_mode_requires_an_exam_of_this_server()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var mistyped = await StartAsync("software-intervew", "full");
        var ours = await StartAsync(DemoExam.Slug, "full");
        var own = await StartAsync("software-intervew", "sidecar");

        Assert.Equal(HttpStatusCode.BadRequest, mistyped.Status);
        Assert.StartsWith("exam_name is not the title or slug", mistyped.Error, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (ours.Status, own.Status));

        Task<ApiReply> StartAsync(string name, string mode) =>
            api.PostAsync(
                "api/start-exam/",
                new
                {
                    student_id = "s",
                    exam_name = name,
                    total_questions = 12,
                    mode,
                }
            );
    }
}
