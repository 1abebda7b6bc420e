using CsCheck;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Tests.Tcp;

public class ConnectionTableTests
{
    private static readonly TcpEndpoint s_server = new(0, 1, 80);

    /// <summary>Held against a dictionary and a list in the order of use.</summary>
    [Fact]
    public void Table_AfterAnySteps_KnowsItsConnectionsInTheOrderOfUse() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 700]).Array[0, 3000].Sample(steps =>
        {
            var table = new ConnectionTable();
            var known = new Dictionary<int, TcpConnection>();
            var used = new LinkedList<TcpConnection>();
            foreach (var (step, number) in steps)
            {
                Assert.Same(known.GetValueOrDefault(number), table.Find(Key(number)));
                switch (step)
                {
                    case 0 or 1 when !known.ContainsKey(number):
                        known[number] = New(number);
                        used.AddLast(known[number]);
                        table.Add(known[number]);
                        break;
                    case 2 when known.Remove(number, out var gone):
                        used.Remove(gone);
                        table.Remove(gone);
                        Assert.True(gone.IsForgotten);
                        break;
                    case 3 when known.TryGetValue(number, out var touched):
                        used.Remove(touched);
                        used.AddLast(touched);
                        table.Touch(touched);
                        break;
                }

                Assert.Same(used.First?.Value, table.Oldest);
                Assert.Equal((known.Count, known.Values.Sum(one => one.Cost)), (table.Count, table.Cost));
            }

            var order = new List<TcpConnection>();
            for (var one = table.Oldest; one is not null; one = one.Newer)
            {
                order.Add(one);
            }

            Assert.Equal(used, order);
        }, iter: 50);

    [Fact]
    public void Key_OfBothDirections_IsTheSame()
    {
        var (one, other) = (new TcpEndpoint(5, 6, 7), new TcpEndpoint(5, 6, 8));
        Assert.Equal(new FlowKey(one, other), new FlowKey(other, one));
        Assert.Equal(new FlowKey(one, other).GetHashCode(), new FlowKey(other, one).GetHashCode());
        Assert.NotEqual(new FlowKey(one, other), new FlowKey(one, new TcpEndpoint(4, 6, 8)));
    }

    private static FlowKey Key(int number) => new(new TcpEndpoint(number % 3 == 0 ? 9u : 0u, (ulong)(number / 10), (ushort)number), s_server);

    private static TcpConnection New(int number) => new(Key(number), new StreamLog(), new TcpLimits());
}
