using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Pages.Candidate.Result;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>A database that is away for a while ends no page and loses no text.</summary>
public sealed class DatabaseAwayTests : BunitContext, IAsyncLifetime
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    CoreHost? started;
    SessionAccess access = null!;

    CoreHost Host => started!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    async Task StartAsync(DatabaseKind kind)
    {
        started = await CoreHost.CreateAsync(kind);
        access = await Host.StartSessionAsync();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLogging();
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(Host.Clock);
        Services.AddSingleton(Host.Get<SessionFeed>());
        Services.AddSingleton(Host.Get<CandidateMessages>());
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_message_that_cannot_be_read_or_marked_is_read_and_marked_later(DatabaseKind kind)
    {
        await StartAsync(kind);
        await using var database = Host.OpenDatabase();
        var proctor = await database.HireAsync("Pia", StaffRoles.Proctor);
        await Host.Get<Interventions>().WriteAsync(proctor, access.SessionId, "hello", default);
        await RenameAsync("StaffMessages", "StaffMessagesAway");

        var page = Render<StaffMessages>(parameters => parameters.Add(messages => messages.Access, access));
        Assert.Empty(page.FindAll("[data-testid=staff-message]"));
        await RenameAsync("StaffMessagesAway", "StaffMessages");

        // Each pass lets the pause before the next try pass. Marking draws nothing, so there is no render to wait for.
        for (var tries = 0; (await database.UnseenAsync(access.SessionId)).Count > 0; tries++)
        {
            Assert.InRange(tries, 0, 2000);
            await page.InvokeAsync(() => Host.Clock.Advance(TimeSpan.FromSeconds(3)));
        }

        // Only a message that was drawn is marked.
        Assert.Contains("hello", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_message_that_arrives_while_the_database_is_away_is_shown_and_stays(DatabaseKind kind)
    {
        await StartAsync(kind);
        var page = Render<StaffMessages>(parameters => parameters.Add(messages => messages.Access, access));
        await using var database = Host.OpenDatabase();
        var proctor = await database.HireAsync("Pia", StaffRoles.Proctor);
        await Host.Get<Interventions>().WriteAsync(proctor, access.SessionId, "hello", default);
        var message = Assert.Single(await database.StaffMessages.AsNoTracking().ToListAsync());
        await database.StaffMessages.ExecuteUpdateAsync(set => set.SetProperty(row => row.ShownAt, (DateTime?)null));
        await RenameAsync("StaffMessages", "StaffMessagesAway");

        Host.Get<SessionFeed>().Announce(access.SessionId, new MessageNews(Guid.NewGuid(), "and again", message.SentAt));

        page.WaitForAssertion(() => Assert.Contains("and again", page.Markup, StringComparison.Ordinal), Patience);
        await RenameAsync("StaffMessagesAway", "StaffMessages");
        await page.InvokeAsync(() => Host.Clock.Advance(TimeSpan.FromSeconds(3)));
        Assert.Contains("and again", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_comment_that_cannot_be_saved_keeps_its_text(DatabaseKind kind)
    {
        await StartAsync(kind);
        await RenameAsync("CandidateReplies", "CandidateRepliesAway");
        await RenameAsync("Sessions", "SessionsAway");
        Render<MudBlazor.MudPopoverProvider>();
        var form = Render<ReplyForm>(parameters =>
            parameters
                .Add(reply => reply.Access, access)
                .Add(reply => reply.Violation, Guid.NewGuid())
                .Add(reply => reply.Title, "Looking away")
                .Add(reply => reply.Loaded, true)
        );
        await form.Find("[data-testid=reply-open]").ClickAsync();
        await form.Find("textarea").InputAsync("It was the door bell.");

        await form.Find("form").SubmitAsync();

        form.WaitForAssertion(() => Assert.NotEmpty(form.FindAll("[role=alert]")), Patience);
        Assert.Equal("It was the door bell.", form.Find("textarea").GetAttribute("value") ?? form.Find("textarea").TextContent);
    }

    async Task RenameAsync(string from, string to)
    {
        await using var database = Host.OpenDatabase();
#pragma warning disable EF1002 // The names are those of this file.
        await database.Database.ExecuteSqlRawAsync($"ALTER TABLE \"{from}\" RENAME TO \"{to}\"");
#pragma warning restore EF1002
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        if (started is not null)
            await started.DisposeAsync();
    }
}
