using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests who may act within a page that is already open: every policy for every role, and after the role was removed.</summary>
public sealed class ActTests : IAsyncDisposable
{
    readonly AppServer app = AppServer.Start();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Each_policy_admits_its_roles_and_no_others()
    {
        foreach (var role in StaffRoles.All)
        {
            var access = await OpenPageAsync(await app.CreateStaffAsync($"A {role}", role));
            foreach (var (policy, roles) in StaffPolicies.Roles)
                Assert.True(await access.ViewerAsync(policy) is not null == roles.Contains(role), $"{role} {policy}");
        }
    }

    [Theory]
    [InlineData("role")]
    [InlineData("switched off")]
    [InlineData("signed out everywhere")]
    public async Task An_open_page_stops_acting_once_the_right_is_gone(string how)
    {
        var chief = await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        var user = await app.CreateStaffAsync("Second", StaffRoles.Administrator, StaffRoles.Auditor);
        var access = await OpenPageAsync(user);
        var refusals = 0;
        access.Refused += () => refusals++;
        Assert.NotNull(await access.ViewerAsync(StaffPolicies.Manage));

        var outcome = how switch
        {
            "role" => await app.Get<StaffAdministration>().SetRolesAsync(chief, user.Id, [StaffRoles.Auditor]),
            "switched off" => await app.Get<StaffAdministration>().SwitchAsync(chief, user.Id, on: false, "left"),
            _ => await app.Get<StaffAdministration>().SignOutEverywhereAsync(chief, user.Id),
        };

        Assert.Null(outcome.Problem);
        Assert.Null(await access.ViewerAsync(StaffPolicies.Manage));
        Assert.Equal(1, refusals);
        Assert.Equal(how == "role", await access.ViewerAsync(StaffPolicies.Audit) is not null);
    }

    [Theory]
    [InlineData(StaffRoles.Reviewer)]
    [InlineData(StaffRoles.Proctor)]
    [InlineData(StaffRoles.Auditor)]
    public async Task Only_administrators_administer_whatever_the_page_assumed(string role)
    {
        var viewer = await app.ViewerAsync(await app.CreateStaffAsync("Sam", role));
        var other = await app.CreateStaffAsync("Other", StaffRoles.Reviewer);
        var register = app.Get<StaffAdministration>();

        Assert.NotNull((await register.InviteAsync(viewer, "New", "new@example.org", [StaffRoles.Administrator])).Problem);
        Assert.NotNull((await register.SetRolesAsync(viewer, viewer.UserId!.Value, [StaffRoles.Administrator])).Problem);
        Assert.NotNull((await register.SwitchAsync(viewer, other.Id, on: false, null)).Problem);
        Assert.NotNull((await register.MakeLinkAsync(viewer, other.Id)).Problem);
        Assert.NotNull((await register.SignOutEverywhereAsync(viewer, other.Id)).Problem);
        Assert.Equal(RestrictionOutcome.NotAllowed, await app.Get<ExamRestrictions>().SetAsync(viewer, "Exam", [], [other.Id], default));
        Assert.Empty(await app.Get<StaffDirectory>().ListAsync(viewer, default));
        Assert.Empty(await app.Get<ExamRestrictions>().ListAsync(viewer, default));
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        Assert.Equal(2, await database.Users.CountAsync());
        Assert.Empty(await database.AuditEntries.ToListAsync());
    }

    /// <summary>The state of a component on an open page: the principal of the cookie at that time.</summary>
    async Task<StaffAccess> OpenPageAsync(StaffUser user) =>
        new(new SignedInOnce(await app.PrincipalAsync(user)), app.Get<StaffDirectory>(), new StaffCircuit(TimeProvider.System));

    sealed class SignedInOnce(ClaimsPrincipal principal) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(principal));
    }
}
