using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Policies;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Calling systems use the policies that administrators stored while the server was running.</summary>
public sealed class StoredPoliciesApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_names_a_stored_policy_and_an_unknown_one_is_refused_with_the_list()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, [ApiScopes.Exams, ApiScopes.Results, ApiScopes.Definitions]);
        await fixture.App.Get<PolicyStore>().CopyAsync(StaffViewer.Console, "strict", "house-api", Cancellation);

        var rules = await api.GetAsync("api/v1/rules?policy=house-api");
        var started = await StartAsync(api, "house-api");
        var unknown = await StartAsync(api, "house-unknown");
        var defined = await DefineAsync(api, "house-api");
        var refused = await DefineAsync(api, "house-unknown");

        Assert.Equal("house-api@1", rules["policy"].GetString());
        Assert.True(started.Status == HttpStatusCode.Created, started.Text);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Contains("house-api", unknown.Text, StringComparison.Ordinal);
        Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
        Assert.Contains("house-unknown", refused.Text, StringComparison.Ordinal);
        await using var db = fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        Assert.Equal(1, await db.Sessions.CountAsync(session => session.Policy == "house-api@1", Cancellation));
    }

    static Task<ApiReply> StartAsync(ApiClient api, string policy) =>
        api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "policy-student",
                exam_name = "Our own",
                total_questions = 3,
                policy,
            }
        );

    static Task<ApiReply> DefineAsync(ApiClient api, string policy) =>
        api.PostAsync(
            "api/v1/exam-definitions",
            new
            {
                file_name = "sums.gift",
                text = "::Sum:: 2 + 2? {#4}\n",
                exam_name = $"sums-{policy}",
                title = "Sums",
                policy,
            }
        );
}
