using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Candidate.Start;

/// <summary>Asks for the candidate's name and ID and, with proctoring, for their consent; opens the session.</summary>
public sealed partial class StartPage
{
    ExamView? exam;
    IReadOnlyList<string> faults = [];
    string? name;
    string? studentId;
    string? trouble;
    bool agreed;
    bool faceAgreed;
    ConsentTerms terms;
    bool busy;
    bool live;
    bool another;
    string? code;
    InvitedStudent? invited;
    CandidateSession? running;

    [Parameter]
    public string Slug { get; set; } = "";

    [SupplyParameterFromQuery]
    public bool Proctored { get; set; }

    /// <summary>A personal invitation, which names the student.</summary>
    [SupplyParameterFromQuery]
    public string? Invitation { get; set; }

    [Inject]
    internal Invitations Invites { get; set; } = null!;

    [Inject]
    ExamCatalog Shelf { get; set; } = null!;

    [Inject]
    SessionOpener Opener { get; set; } = null!;

    [Inject]
    internal GuestSessions Guests { get; set; } = null!;

    [Inject]
    internal StaffCircuit Circuit { get; set; } = null!;

    [Inject]
    SessionAccessStore Accesses { get; set; } = null!;

    [Inject]
    internal OwnSessions Own { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    [Inject]
    ILogger<StartPage> Log { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (exam, agreed, trouble, faults) = (null, false, null, []);
        invited = null;
        await LookAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Before the form is enabled, so that a second session does not open unnoticed while one runs.
        if (Guests.Allowed)
            running = (await Own.ReadAsync()).FirstOrDefault(session => session.Status == SessionStatus.Running);
        // A click before the first interactive render is lost.
        live = true;
        StateHasChanged();
        if (Proctored)
            await LoadRoomAheadAsync();
    }

    /// <summary>Loads the scripts of the exam room while the candidate reads.</summary>
    async Task LoadRoomAheadAsync()
    {
        try
        {
            await Browser.LoadModuleAsync("./js/room-ahead.js");
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The room loads its scripts itself.
            Log.RoomNotLoadedAhead(cause, Slug);
        }
    }

    async Task LookAsync()
    {
        if (!Guests.Allowed)
            return;
        busy = true;
        try
        {
            // Before the exam is looked up, because that needs the database.
            faults = Proctored ? await Readiness.FaultsAsync() : [];
            if (faults.Count > 0)
                return;
            invited = await Invites.OpenAsync(Invitation, Slug, CancellationToken.None);
            name ??= invited?.Stored?.Name;
            if (invited?.Stored?.Exam is { } of && of.Slug != Slug)
            {
                // The exam got another address after the link was sent.
                Navigation.NavigateTo(
                    $"exams/{of.Slug}/start?proctored={(Proctored ? "true" : "false")}&invitation={Uri.EscapeDataString(Invitation!)}",
                    replace: true
                );
                return;
            }

            exam = await Shelf.FindAsync(Slug, CancellationToken.None);
            if (exam is null && invited?.Stored is null)
                Navigation.NotFound();
            else if (exam is null)
                return;
            else if (exam.Proctoring == (Proctored ? ProctoringOffer.Off : ProctoringOffer.Required))
                Navigation.NavigateTo(Other, replace: true);
            else
                terms = Proctored ? await Opener.TermsAsync(Slug, CancellationToken.None) : default;
        }
        catch (Exception cause) when (cause is not (OperationCanceledException or NavigationException))
        {
            Log.StartNotShown(cause, Slug);
            faults = await Readiness.ExplainAsync();
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>Why an invitation does not open the exam now; null if it does, or if there is none.</summary>
    string? Unopened =>
        invited?.Stored is not { } stored ? null
        : stored.Withdrawn && Options.Value.Privacy.Contact is { Length: > 0 } contact ? L["StartPage_Withdrawn", contact].Value
        : stored.Withdrawn ? L["StartPage_WithdrawnNoContact"].Value
        : busy || exam is not null ? null
        : stored.Exam is { Published: true, OpensAt: { } opens } && opens > Time.GetUtcNow().UtcDateTime
            ? L["StartPage_OpensLater", ZonedTime.Of(opens, stored.Exam.TimeZone)].Value
        : L["StartPage_InvitedClosed"].Value;

    /// <summary>This page with proctoring instead of without, or the reverse.</summary>
    string Other => Navigation.GetUriWithQueryParameter("proctored", Proctored ? "false" : "true");

    static string? Cleaned(string? typed) => typed is null ? null : TextCharacters.Cleaned(typed);

    async Task OpenAsync()
    {
        if (busy || (Proctored && !agreed))
            return;
        // Autofill and keyboards of some languages insert marks of direction, which the candidate cannot see.
        (name, studentId) = (Cleaned(name), Cleaned(studentId));
        if (exam is { LimitsAttempts: true } && invited is null && string.IsNullOrWhiteSpace(studentId))
        {
            trouble = L["StartPage_StudentIdNeeded"];
            return;
        }

        (busy, trouble) = (true, null);
        var opened = false;
        try
        {
            // A candidate must not agree to a text that they have not seen.
            if (Proctored && await Opener.TermsAsync(Slug, CancellationToken.None) is var present && present != terms)
            {
                (terms, agreed) = (present, false);
                trouble = L["StartPage_NoticeChanged"];
                return;
            }

            var access = await Guests.OpenAsync(
                new SessionRequest
                {
                    StudentId =
                        invited?.StudentId
                        ?? (
                            string.IsNullOrWhiteSpace(studentId)
                                ? $"guest-{RandomNumberGenerator.GetHexString(10, lowercase: true)}"
                                : studentId
                        ),
                    StudentName = name,
                    Language = Language.Current.Code,
                    ExamSlug = Slug,
                    AccessCode = string.IsNullOrWhiteSpace(code) ? null : TextCharacters.Storable(code),
                    Invited = invited is { Admits: true, Stored: null },
                    InvitationId = invited?.Stored?.Id,
                    Proctored = Proctored,
                    Consented = agreed,
                    Consent = Proctored
                        ? new GivenConsent(ConsentText.Version, Language.Current.Code, faceAgreed)
                        {
                            Evidence = terms.Evidence,
                            Screen = terms.Screen,
                            RoomCamera = terms.RoomCamera != RoomCameraUse.Off,
                            Sound = terms.KeepsSound,
                        }
                        : null,
                },
                Circuit.Address,
                CancellationToken.None
            );
            if (access is null)
            {
                trouble = L["StartPage_TooMany"];
                return;
            }

            await Accesses.KeepAsync(access);
            opened = true;
            Navigation.NavigateTo($"sessions/{access.SessionId:D}");
        }
        catch (SessionRefusedException refusal)
        {
            trouble = L[$"StartPage_Refused{refusal.Reason}"];
        }
        catch (ValidationException cause)
        {
            trouble = RefusalOnPage.Sentence(cause);
        }
        catch (Exception cause) when (cause is not (OperationCanceledException or NavigationException))
        {
            Log.NotOpened(cause, Slug);
            trouble = L["StartPage_OpenFailed", string.Join(" ", await Readiness.ExplainAsync())];
        }
        finally
        {
            // Until the page of the session has replaced this one, a click would open another.
            busy = opened;
        }
    }
}
