using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A phone as room camera in a second browser: connected by its code in the checks, guided, seen by a proctor, flagged, stopped,
/// connected again, and over with the exam.</summary>
public sealed class PhoneCameraTests(Chromium chromium) : ReviewTest(chromium)
{
    internal override (string Key, string Value)[] Settings => [("Proctoring:Policies:standard:RoomCamera", "required")];

    [Fact]
    public async Task A_candidate_connects_a_phone_that_shows_the_room_until_the_exam_is_over()
    {
        var candidate = await ArriveAsync();
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await CandidatePage.LeaveCameraAsync(candidate.At("camera-next"), candidate.At("take-picture"));
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("room-code")).ToBeVisibleAsync();
        await Expect(candidate.At("begin-without-phone")).ToBeEnabledAsync();
        Assert.Equal(CandidatePage.Phone, await candidate.WidthOnPhoneAsync("phone-step"));

        var phone = await ArriveAsync(
            Camera.None,
            played: true,
            new()
            {
                ViewportSize = new() { Width = CandidatePage.Phone, Height = 844 },
            }
        );
        var address = await candidate.At("room-address").InnerTextAsync();
        await phone.Page.GotoAsync(address);
        await phone.At("phone-start").ClickAsync();
        await StateAsync(phone, "connected");
        await Expect(candidate.At("room-camera")).ToHaveAttributeAsync("data-guidance", "TooClose", Patient);
        await phone.Page.PlayAsync("empty");
        await Expect(candidate.At("room-camera")).ToHaveAttributeAsync("data-guidance", "NoPerson", Patient);
        await Expect(candidate.At("room-preview")).ToBeVisibleAsync();
        await candidate.PhotographAsync("phone-step-connected");
        Assert.Equal(CandidatePage.Phone, await phone.WidthOnPhoneAsync("phone-page"));

        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await phone.Page.PlayAsync("both");
        await candidate.SeesEventAsync("Another person seen by the room camera");
        await using var database = OpenDatabase();
        var session = await database.Sessions.SingleAsync(TestContext.Current.CancellationToken);
        var proctor = await SignedInAsync(await App.CreateStaffAsync("Pia Proctor", StaffRoles.Administrator), $"/live/{session.Id:D}");
        await Expect(proctor.At("live-room")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await proctor.PhotographAsync("live-room");
        await App.Get<IRunningSessions>().AskForPicturesAsync(session.Id, Guid.NewGuid());

        await phone.At("phone-stop").ClickAsync();
        await StateAsync(phone, "stopped");
        await candidate.At("room-camera-toggle").ClickAsync();
        await candidate.PhotographAsync("phone-line");
        // The code of before has been used; the new one follows in a moment.
        await Expect(candidate.At("room-address")).Not.ToHaveTextAsync(address, new() { Timeout = CandidatePage.Patience });
        await phone.Page.GotoAsync(await candidate.At("room-address").InnerTextAsync());
        await phone.At("phone-start").ClickAsync();
        await StateAsync(phone, "connected");
        await candidate.At("room-camera-toggle").ClickAsync();
        await Expect(candidate.At("room-camera-line")).ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });
        await candidate.HandInAsync();
        await StateAsync(phone, "over");
        Assert.Empty(candidate.Complaints);

        await proctor.Page.GotoAsync($"{App.Address}/review/sessions/{session.Id:D}");
        await OpenedAsync(proctor);
        // A slow machine may have flagged a gap of the webcam before.
        var flag = proctor.Page.GetByText("Another person seen by the room camera").First;
        await Expect(flag).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("timeline-room")).Not.ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });
        await proctor.At("toggle-room").ClickAsync();
        await Expect(proctor.At("room-picture").Locator("img")).ToBeVisibleAsync();
        await proctor.PhotographAsync("review-room");
        // The live page may have asked for one more picture in the second in which the exam ended.
        Assert.DoesNotContain(proctor.Complaints, complaint => !complaint.Contains("/room?n=", StringComparison.Ordinal));
    }

    static Task StateAsync(CandidatePage phone, string state) =>
        Expect(phone.At("phone-state")).ToHaveAttributeAsync("data-state", state, Patient);
}
