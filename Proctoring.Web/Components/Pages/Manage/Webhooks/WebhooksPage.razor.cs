using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Notifications;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Webhooks;

/// <summary>Shows the deliveries to webhooks, and sends those that were given up again. State and page are in the address.</summary>
public sealed partial class WebhooksPage
{
    const int PageSize = 50;

    static readonly DeliveryState?[] States =
    [
        null,
        DeliveryState.Waiting,
        DeliveryState.Retrying,
        DeliveryState.Delivered,
        DeliveryState.GivenUp,
    ];

    DeliveryPage? page;
    bool live;
    bool busy;
    int asked;
    ChatAnswer? chatAnswer;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal DeliveryLog Deliveries { get; set; } = null!;

    [Inject]
    internal ChatRoom Chat { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    /// <summary>The state to show; anything unknown shows all.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    DeliveryState? Chosen => States.FirstOrDefault(state => state is not null && DeliveryText.Code(state) == State);

    int Number => Math.Clamp(Page ?? 1, 1, Math.Max(1, Pages));

    int Pages => page is null ? 1 : (int)Math.Ceiling(page.Count(Chosen) / (double)PageSize);

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        live = true;
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        var (mine, state) = (++asked, Chosen);
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        var skip = (Math.Clamp(Page ?? 1, 1, int.MaxValue / PageSize) - 1) * PageSize;
        var found = await Deliveries.ListAsync(viewer, state, skip, PageSize, CancellationToken.None);
        // The last page has become empty: its deliveries were sent again, or are too old.
        if (found.Rows.Count == 0 && found.Count(state) is > 0 and var count)
            found = await Deliveries.ListAsync(viewer, state, (count - 1) / PageSize * PageSize, PageSize, CancellationToken.None);
        if (mine == asked)
            page = found;
    }

    async Task ResendAsync(DeliveryRow row)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            if (await Deliveries.ResendAsync(viewer, row.Id, CancellationToken.None))
                Snackbar.Add("The message will be sent again at once.", MudBlazor.Severity.Success);
            else
                Snackbar.Add(
                    "Nothing was sent: someone has sent this message again meanwhile, or its webhook was deleted or disabled.",
                    MudBlazor.Severity.Warning
                );
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    async Task TestChatAsync()
    {
        if (busy)
            return;
        (busy, chatAnswer) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            chatAnswer = new(await Chat.TestAsync(viewer, CancellationToken.None));
        }
        finally
        {
            busy = false;
        }
    }

    static string AddressOf(DeliveryState? state) =>
        state is null ? "manage/webhooks" : $"manage/webhooks?state={DeliveryText.Code(state)}";

    void Go(int number) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("page", number > 1 ? number : (int?)null));

    /// <summary>The answer to the last test message.</summary>
    /// <param name="Problem">Why it was not sent; null if the chat system accepted it.</param>
    sealed record ChatAnswer(string? Problem);
}
