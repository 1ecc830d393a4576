using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Web.Localization;
using Proctoring.Web.PhoneCamera;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Connects a phone as room camera: shows a QR code and its address, waits for the phone, then shows its picture and what to
/// correct in its place.</summary>
public sealed partial class RoomCameraCode : IDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    RoomLook look = RoomLook.None;
    QrCode? qr;
    string address = "";
    string? preview;
    DateTime madeAt;
    long? shown;
    ITimer? timer;
    bool looking;
    bool failed;
    bool replacing;
    bool gone;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    /// <summary>Called when a phone is connected, and when it is no longer.</summary>
    [Parameter]
    public EventCallback<bool> ConnectedChanged { get; set; }

    [Inject]
    RoomCameraLinks Links { get; set; } = null!;

    [Inject]
    IRunningSessions Running { get; set; } = null!;

    [Inject]
    PublicAddress Site { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ILogger<RoomCameraCode> Log { get; set; } = null!;

    bool IsOld => Time.GetUtcNow().UtcDateTime - madeAt >= RoomCameraLinks.CodeLifetime;

    string Status => failed ? L["Phone_Failed"] : L[look.Connected ? $"PhoneGuide_{look.Guidance}" : "PhoneGuide_Off"];

    protected override async Task OnInitializedAsync()
    {
        // Makes the code too, unless a phone is connected. A second code would end the one that is already shown.
        await LookAsync();
        timer = Time.CreateTimer(_ => _ = InvokeAsync(LookAsync), null, LookEvery, LookEvery);
    }

    /// <summary>Shows a code for another phone, which takes the place of the present one.</summary>
    async Task ShowNewCodeAsync()
    {
        replacing = true;
        (look, preview, shown) = (RoomLook.None, null, null);
        await MakeCodeAsync();
    }

    async Task MakeCodeAsync()
    {
        try
        {
            if (await Links.CreateCodeAsync(Access, CancellationToken.None) is not { } made)
                return;
            address = $"{Site.Configured ?? Navigation.BaseUri.TrimEnd('/')}{PhoneCameraEndpoints.Path}/{made}";
            // The code, which no one types, also names the language in which the candidate reads.
            var coded = $"{address}?{LanguageChoice.Parameter}={Language.Current.Code}";
            (qr, madeAt, failed) = (QrCode.Of(coded), Time.GetUtcNow().UtcDateTime, false);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // The database may be away. The page says so, and the button tries again.
            failed = true;
            Log.NoPhoneCode(cause, Access.SessionId);
        }
    }

    async Task LookAsync()
    {
        if (looking || gone)
            return;
        looking = true;
        try
        {
            var now = await Running.LookAtRoomAsync(Access.SessionId);
            // The earlier phone sends until another one takes its place; its pictures say nothing about that one.
            if (replacing && now.Connected && !await Links.IsOpenAsync(address[(address.LastIndexOf('/') + 1)..], CancellationToken.None))
                replacing = false;
            if (!replacing)
                await TakeAsync(now);
            if (!look.Connected && !failed && IsOld)
                await MakeCodeAsync();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Log.NoPhoneLook(cause, Access.SessionId);
        }
        finally
        {
            looking = false;
        }

        if (!gone)
            StateHasChanged();
    }

    async Task TakeAsync(RoomLook now)
    {
        var changed = now.Connected != look.Connected;
        look = now;
        if (now.Picture is null)
            (preview, shown) = (null, null);
        else if (now.Picture != shown && await Running.RoomPictureAsync(Access.SessionId) is { } jpeg)
            (preview, shown) = ($"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}", now.Picture);
        // A phone has redeemed the code that was shown.
        if (changed && now.Connected)
            qr = null;
        else if (changed)
            await MakeCodeAsync();
        if (changed)
            await ConnectedChanged.InvokeAsync(now.Connected);
    }

    public void Dispose()
    {
        gone = true;
        timer?.Dispose();
    }
}
