using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Strangers hold a limited number of connections and little memory, on a real server.</summary>
public sealed class ConnectionLimitsTests
{
    static readonly (string, string)[] Narrow =
    [
        ("Proctoring:Connections:MostPerAddress", "5"),
        ("Proctoring:Connections:MostOpenPages", "10"),
    ];

    [Theory]
    [InlineData("hubs/candidate")]
    [InlineData("_blazor")]
    public async Task Open_connections_are_limited_per_address_and_in_all(string path)
    {
        using var log = new CapturedLog();
        await using var app = AppServer.Start(Narrow, log.AddTo);
        List<Line> open = [];
        foreach (var address in new[] { "127.0.0.2", "127.0.0.3" })
        {
            for (var count = 0; count < 5; count++)
                open.Add(await Line.OpenAsync(app, path, address));
            Assert.All(open, line => Assert.Equal(HttpStatusCode.SwitchingProtocols, line.Status));
            using var one = await Line.OpenAsync(app, path, address);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, one.Status);
        }

        // Ten pages are open: an address that has none is refused as well, in words.
        using var other = Client("127.0.0.4");
        using var answer = await other.GetAsync(new Uri($"{app.Address}/{path}?id=x"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), answer.Headers.RetryAfter!.Delta);
        Assert.Contains(
            "no room for another connection",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Single(log.Lines, line => line.Contains("Proctoring:Connections is reached", StringComparison.Ordinal));

        open.ForEach(line => line.Dispose());
        Line? back = null;
        while (back?.Status != HttpStatusCode.SwitchingProtocols)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            back?.Dispose();
            back = await Line.OpenAsync(app, path, "127.0.0.2");
        }

        back.Dispose();
    }

    [Fact]
    public async Task Negotiations_are_limited_per_address()
    {
        await using var app = AppServer.Start(Narrow);
        using HttpClient one = Client("127.0.0.2"),
            other = Client("127.0.0.3");
        async Task<HttpStatusCode> NegotiateAsync(HttpClient client) =>
            (await client.PostAsync(new Uri($"{app.Address}/hubs/candidate/negotiate?negotiateVersion=1"), null)).StatusCode;

        for (var count = 0; count < 5; count++)
            Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(one));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await NegotiateAsync(one));
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(other));
    }

    [Fact]
    public async Task A_stranger_with_an_unfinished_message_or_nothing_to_say_is_cut_off()
    {
        using var log = new CapturedLog();
        await using var app = AppServer.Start([], log.AddTo);
        using var silent = await Line.OpenAsync(app, "hubs/candidate");
        await silent.SendAsync(Handshake);
        using var large = await Line.OpenAsync(app, "hubs/candidate");
        await large.SendAsync(Handshake);

        // The length prefix announces a megabyte.
        await large.SendAsync([0x80, 0x80, 0x40, .. new byte[5_000]]);

        await large.ClosedAsync();
        await silent.ClosedAsync();
        Assert.Contains(log.Lines, line => line.Contains("more than 4 KB before it joined", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_is_limited_and_the_check_of_reports_takes_larger_ones()
    {
        await using var app = AppServer.Start();
        using var client = app.CreateBrowserlessClient();
        using var patient = Client("127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{app.Address}/sign-in"));
        request.Content = new ByteArrayContent(new byte[5 * 1024 * 1024]);
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        // The server answers before the body is sent, so the answer can be read.
        request.Headers.ExpectContinue = true;

        using var refused = await patient.SendAsync(request, TestContext.Current.CancellationToken);
        var page = await client.GetStringAsync("check", TestContext.Current.CancellationToken);
        using var files = new MultipartFormDataContent
        {
            { new StringContent(StaffAccounts.TokenOf(page)), "__RequestVerificationToken" },
            { new StringContent("check"), "_handler" },
            { new ByteArrayContent(new byte[20 * 1024 * 1024]), "Report", "report.pdf" },
            { new ByteArrayContent("{}"u8.ToArray()), "Signature", "report.pdf.sig" },
        };
        using var answered = await client.PostAsync("check", files, TestContext.Current.CancellationToken);

        Assert.Contains(refused.StatusCode, new[] { HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest });
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Contains(
            "data-testid=\"problem\"",
            await answered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    static byte[] Handshake => Encoding.UTF8.GetBytes("{\"protocol\":\"messagepack\",\"version\":1}\u001e");

    /// <summary>A client whose connections come from one of this machine's loopback addresses.</summary>
    static HttpClient Client(string address) => new(Handler(address));

    static SocketsHttpHandler Handler(string address) =>
        new()
        {
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };

    /// <summary>A raw WebSocket, without SignalR's manners.</summary>
    sealed class Line(ClientWebSocket socket, HttpMessageInvoker invoker) : IDisposable
    {
        public HttpStatusCode Status => socket.HttpStatusCode;

        public static async Task<Line> OpenAsync(AppServer app, string path, string address = "127.0.0.1")
        {
            var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            var invoker = new HttpMessageInvoker(Handler(address));
            try
            {
                await socket.ConnectAsync(
                    new Uri($"{app.Address.Replace("http", "ws", StringComparison.Ordinal)}/{path}"),
                    invoker,
                    TestContext.Current.CancellationToken
                );
            }
            catch (WebSocketException)
            {
                // The caller looks at the status.
            }

            return new Line(socket, invoker);
        }

        public Task SendAsync(byte[] bytes) =>
            socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);

        /// <summary>Waits until the server has ended the connection.</summary>
        public async Task ClosedAsync()
        {
            try
            {
                while ((await socket.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken)).CloseStatus is null)
                {
                    // A ping, or the server's goodbye.
                }
            }
            catch (WebSocketException)
            {
                // The server has closed the connection already.
            }
        }

        public void Dispose()
        {
            socket.Dispose();
            invoker.Dispose();
        }
    }
}
