using System.Text;

namespace TapeDeck.Engine.Tests;

public class Fnv1aTests
{
    [Theory]
    [InlineData("", 2166136261u)]
    [InlineData("1", 873244444u)]
    [InlineData("2", 923577301u)]
    [InlineData("3", 906799682u)]
    [InlineData("abc", 440920331u)]
    [InlineData("user-42", 39875499u)]
    [InlineData("a@b.c", 4115167669u)]
    public void Hash_VectorsOfTheSpecification_AreMet(string text, uint expected) => Assert.Equal(expected, Fnv1a.Hash(Encoding.ASCII.GetBytes(text)));
}
