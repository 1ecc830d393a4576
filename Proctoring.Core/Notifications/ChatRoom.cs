using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>Posts messages to the room of a chat system that the settings name.</summary>
internal sealed class ChatRoom(WebhookConnections connections, IOptions<ProctoringOptions> options)
{
    static readonly IStringLocalizer L = TextSet.Of<MailTexts>();

    ChatOptions Chat => options.Value.Chat;

    /// <summary>Whether the settings name a room.</summary>
    public bool IsAvailable => Chat.IsSet;

    /// <summary>Posts one message once.</summary>
    /// <param name="subject">The first line.</param>
    /// <param name="text">The other lines, separated by "\n".</param>
    /// <param name="cancellation">Stops the attempt.</param>
    public async Task<DeliveryResult> SendAsync(string subject, string text, CancellationToken cancellation)
    {
        if (!Chat.IsSet)
            return DeliveryResult.Cancel("No room is set any longer");
        if (connections.Mistake(Chat.Url) is { } mistake)
            return new DeliveryResult(false, null, $"The address {mistake}");
        using var message = new HttpRequestMessage(HttpMethod.Post, Chat.Url)
        {
            Content = new StringContent(Write(subject, text), Encoding.UTF8, "application/json"),
        };
        message.Headers.UserAgent.ParseAdd("JobGenie-Proctoring");
        return await connections.PostAsync(message, cancellation).ConfigureAwait(false);
    }

    /// <summary>Posts a test message once; administrators only.</summary>
    /// <returns>Why it failed; null if the chat system accepted it.</returns>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    public async Task<string?> TestAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators send test messages to the chat room.");
        var (subject, text) = TestMessage();
        var result = await SendAsync(subject, text, cancellation).ConfigureAwait(false);
        return result.Error;
    }

    (string Subject, string Text) TestMessage()
    {
        using var language = options.Value.LanguageOf(null).Use();
        return (L["Test_Subject"], $"{L["Test_Room", string.Join(", ", Chat.WantedEvents)].Value}\n");
    }

    string Write(string subject, string text)
    {
        using var language = options.Value.LanguageOf(null).Use();
        return Write(Chat.Format, subject, text, options.Value.SiteAddress());
    }

    /// <summary>The message as JSON. An exam's name comes from other systems, so nothing of it may become a link or a mention.</summary>
    internal static string Write(ChatFormat format, string subject, string text, string site) =>
        format == ChatFormat.Teams
            ? JsonSerializer.Serialize(CardOf(subject, text, site))
            : JsonSerializer.Serialize(new { text = Escaped($"{subject}\n{text}"), mrkdwn = false });

    /// <summary>Rich text has no Markdown, unlike a text block.</summary>
    static Dictionary<string, object> CardOf(string subject, string text, string site)
    {
        Dictionary<string, object> card = new()
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => Block(line, "Default"))
                .Prepend(Block(subject, "Bolder"))
                .ToList(),
        };
        if (site.Length > 0)
            card["actions"] = new[] { new { type = "Action.OpenUrl", title = L["Room_Open"].Value, url = $"{site.TrimEnd('/')}/review" } };
        return new()
        {
            ["type"] = "message",
            ["attachments"] = new[] { new { contentType = "application/vnd.microsoft.card.adaptive", content = card } },
        };
    }

    static object Block(string line, string weight) =>
        new { type = "RichTextBlock", inlines = new[] { new { type = "TextRun", text = line, weight } } };

    /// <summary>Slack reads links and mentions between angle brackets.</summary>
    static string Escaped(string text) =>
        text.Trim()
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
