using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using Proctoring.Core;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Notifications;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;
using static Proctoring.Tests.EndToEnd.PageLook;

namespace Proctoring.Tests.EndToEnd;

/// <summary>An administrator invites students from a list, sends and withdraws invitations, and a student opens a link, in
/// Chromium.</summary>
public sealed class InvitationTests(Chromium chromium) : BrowserTest(chromium)
{
    readonly MailServer mail = MailServer.Start();

    /// <summary>The fourth line has no student id.</summary>
    const string List = "name;student id;email\nAda Lovelace;s-1;ada@example.org\nZoë Łukasz;s-2;\nNobody;;nobody@example.org\n";

    internal override (string Key, string Value)[] Settings =>
        [
            ("Proctoring:Mail:Host", "127.0.0.1"),
            ("Proctoring:Mail:Port", mail.Port.ToString(CultureInfo.InvariantCulture)),
            ("Proctoring:Mail:Security", "None"),
            ("Proctoring:Mail:From", "proctoring@example.net"),
            ("Proctoring:Privacy:Contact", "exams@example.org"),
        ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // The port is known now, and the links need it.
        App.Get<IOptions<ProctoringOptions>>().Value.Api.PublicAddress = App.Address;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Students_are_invited_from_a_list_by_email_and_withdrawn()
    {
        var store = App.Get<InvitationStore>();
        var exam = await PublishAsync();
        var person = await ArriveAsync(Camera.None);
        var page = person.Page;
        await page.SignInAsync(App, await App.CreateStaffAsync("Chief", StaffRoles.Administrator), $"/manage/authoring/{exam}/invitations");
        await page.LiveAsync();
        await page.Locator("#invite-list").FillAsync("Grace Hopper, s-3");
        await person.At("check-list").ClickAsync();
        await person.SeesAsync("invite-counts", "1 student can be invited, 0 already invited, 0 rows with a mistake.");
        await person.At("confirm-invite").ClickAsync();
        await Expect(person.At("invited-name")).ToHaveTextAsync(["Grace Hopper"]);

        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "class.csv",
                    MimeType = "text/csv",
                    Buffer = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(List + "Grace Hopper;s-3;\n")],
                }
            );
        await person.SeesAsync("invite-counts", "2 students can be invited, 1 already invited, 1 row with a mistake.");
        await Expect(person.At("invite-problems").Locator("tbody tr")).ToHaveTextAsync(["4 Student id It is missing."]);
        Assert.Single((await store.FindAsync(StaffViewer.Console, exam, default))!.Rows);
        await LookAtAsync(person, "invitations-preview");
        await person.At("confirm-invite").ClickAsync();
        await Expect(person.At("invited-name")).ToHaveTextAsync(["Ada Lovelace", "Grace Hopper", "Zoë Łukasz"]);

        await person.At("send-unsent").ClickAsync();
        var row = page.Locator("tr", new() { HasText = "Ada Lovelace" });
        await StaffAccounts.UntilAsync(async () =>
            (await store.FindAsync(StaffViewer.Console, exam, default))!.Rows.Any(known => known.SentAt is not null)
        );
        await person.At("refresh").ClickAsync();
        await Expect(row.GetByTestId("invitation-sent")).ToContainTextAsync("Sent ");
        var message = Assert.Single(mail.Received);
        var link = message
            .TextBody!.ReplaceLineEndings("\n")
            .Split('\n')
            .Single(line => line.StartsWith(App.Address, StringComparison.Ordinal));

        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(link);
        await Expect(candidate.At("student-name")).ToHaveValueAsync("Ada Lovelace", new() { Timeout = CandidatePage.Patience });
        await candidate.At("start").ClickAsync();
        await Expect(candidate.At("begin")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await person.At("refresh").ClickAsync();
        await Expect(row.GetByTestId("invitation-state")).ToHaveTextAsync("Opened");

        var download = await page.RunAndWaitForDownloadAsync(() => person.At("download-links").ClickAsync());
        var lines = (await File.ReadAllTextAsync(await download.PathAsync())).ReplaceLineEndings("\n").Trim().Split('\n');
        Assert.Equal("name,student_id,email,state,link", lines[0].TrimStart('\uFEFF'));
        Assert.StartsWith(
            $"Ada Lovelace,s-1,ada@example.org,Opened,{App.Address}/exams/seamanship/start",
            lines[1],
            StringComparison.Ordinal
        );

        await row.GetByTestId("withdraw-invitation").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await Expect(row.GetByTestId("invitation-state")).ToHaveTextAsync("Withdrawn");
        await LookAtAsync(person, "invitations");
        await page.SetViewportSizeAsync(390, 844);
        await LookAtAsync(person, "invitations-phone");

        // The session that was not started cannot start, and the link says why.
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.Page.GetByText("Your invitation was withdrawn, so this exam cannot start.")).ToBeVisibleAsync();
        await candidate.Page.GotoAsync(link);
        await Expect(candidate.At("invitation-unopened")).ToContainTextAsync("write to exams@example.org");
        await LookAtAsync(candidate, "invitation-withdrawn");
        Assert.Empty(person.Complaints);
        Assert.Empty(candidate.Complaints);
    }

    async Task<int> PublishAsync()
    {
        var content = new ExamContent
        {
            Slug = "seamanship",
            Title = "Seamanship",
            Questions = [new("Port is left.", new TrueFalse(true))],
            Settings = new ExamSettings { Admission = ExamAdmission.Invitation, Proctoring = ProctoringOffer.Off },
        };
        var exams = App.Get<ExamStore>();
        var exam = await exams.CreateAsync(StaffViewer.Console, content, default);
        await exams.SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, default);
        return exam.Id;
    }
}
